"""The plan of a life event (sự kiện đời sống): its steps in order, what they take together, their papers once for all."""

from knowledge.plans.items import Item, Plan, plan

__all__ = ["Item", "Plan", "plan"]

"""The scoreboard (bảng điểm): the figures of each week, each with the rows it counts."""

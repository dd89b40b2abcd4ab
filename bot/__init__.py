"""What runs inside Rasa (Python 3.10): pipeline components, the gateway's channel, the tracker store."""

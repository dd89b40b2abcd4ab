"""Zalo and Messenger on loopback: neither has a sandbox. For tests, and for `troly demo`, where anyone chats as a citizen would."""

"""Campuses to look at: each is a file of facts; services bring their own history by replaying real deeds."""

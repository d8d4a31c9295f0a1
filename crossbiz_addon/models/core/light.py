"""The colours of steps and cases, shared by both."""

LIGHTS = [
    ("blue", "On Track"),
    ("yellow", "Attention"),
    ("red", "Overdue"),
    ("green", "Done on Time"),
    ("grey", "At Rest"),
]

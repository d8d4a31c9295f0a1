from . import case
from . import node
from . import journal
from . import meeting
from . import meeting_minutes
from . import attendance
from . import resolution
from . import calendar_event

from . import complaint
from . import complaint_staff

from . import core
from . import organisation
from . import customer
from . import resource
from . import communication
from . import project
from . import risk
from . import oversight

from . import core
from . import organisation
from . import customer

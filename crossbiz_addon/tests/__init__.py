from . import test_core_access
from . import test_core_automation
from . import test_organisation_setup
from . import test_tours

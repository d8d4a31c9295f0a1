from . import test_core_access
from . import test_core_automation
from . import test_core_decisions
from . import test_core_protected
from . import test_customer_order_lines
from . import test_customer_order_way
from . import test_organisation_setup
from . import test_tours

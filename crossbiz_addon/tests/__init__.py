from . import test_core_access

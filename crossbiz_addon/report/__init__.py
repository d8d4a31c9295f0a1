from . import form
from . import ir_actions_report
from . import task_order_report

from . import form
from . import ir_actions_report
from . import meeting_minutes_report
from . import resource_form
from . import resource_feedback_report
from . import resource_request_report
from . import task_order_report

from . import vault
from . import intake
from . import intake_publishing
from . import ir_http

from . import hr_department
from . import hr_employee
from . import hr_version
from . import res_company
from . import res_users

import inspect
from datetime import date, timedelta

import psycopg2

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from .audit_common import Audits
from .common import MONDAY, shanghai
from .complaint_common import ComplaintActs
from .incident_common import IncidentCase
from .project_common import ProjectCase
from .rectification_common import RectificationCase
from .resource_common import ResourceCase
from .risk_common import RiskActs

CANARY = "canary7f3a"
QUIET = ("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model", "odoo.models", "odoo.sql_db")

# --------------------------------------------------
# The matrix: who may read, write, create, unlink (rwcu) which record.
#
# running  Sales asked Technical and After-Sales; issued
# draft    a draft of Sales
# foreign  a draft of the Canteen, where the outsider works
# own      whatever a person creates without naming a department, or for what Sales has in use
# sales    created in the name of Sales
# --------------------------------------------------

ROLES = (
    "sales_member",  # user
    "sales_officer",  # officer of the requesting department
    "tech_officer",  # officer of a participating department
    "outsider",  # user of a department that takes no part
    "decision_maker",
    "compliance_officer",
    "auditor",
    "manager",
    "employee",  # internal, in none of our groups
    "portal",
)
MATRIX = {
    # fmt: off
    #              member  asker   helper  outsider decision compl.  audit   manager employee portal
    "crossbiz.case": {
        "running": "r      r       r       -        r        r       r       r       -        -",
        "draft": "rw     rw      -       -        r        r       r       r       -        -",
        "foreign": "-      -       -       rw       r        r       r       r       -        -",
        "sales": "-      -       -       -        -        -       -       -       -        -",
    },
    "crossbiz.task.order": {
        "running": "r      r       r       -        r        r       r       r       -        -",
        "draft": "rwu    rwu     -       -        r        r       r       r       -        -",
        "foreign": "-      -       -       rwu      r        r       r       r       -        -",
        "own": "c      c       c       c        c        c       -       -       -        -",
        "sales": "c      c       -       -        -        -       -       -       -        -",
    },
    "crossbiz.task.order.line": {
        "running": "r      rc      r       -        r        r       r       r       -        -",
        "plan": "r      r       rw      -        r        r       r       r       -        -",
        "draft": "rwcu   rwcu    -       -        r        r       r       r       -        -",
        "foreign": "-      -       -       rwcu     r        r       r       r       -        -",
    },
    "crossbiz.node": {
        "running": "r      r       r       -        r        r       r       r       -        -",
    },
    "crossbiz.extension": {
        "running": "r      r       r       -        r        r       r       r       -        -",
    },
    "crossbiz.difficulty": {
        "running": "r      r       r       -        r        r       r       r       -        -",
    },
    "crossbiz.journal": {
        "running": "r      r       r       -        r        r       r       r       -        -",
    },
    "crossbiz.journal.anchor": {
        "running": "-      -       -       -        -        -       r       -       -        -",
    },
    "crossbiz.notice": {  # Technical's officer gets it
        "running": "-      -       r       -        -        -       -       -       -        -",
    },
    "crossbiz.deadline.rule": {
        "own": "r      r       r       r        r        r       r       rwcu    r        -",
        "shared": "r      r       r       r        r        r       r       rwu     r        -",
    },
    "crossbiz.workday": {
        "own": "r      r       r       r        r        r       r       rwcu    r        -",
    },
    "crossbiz.customer.update": {
        "running": "r      r       rw      -        r        r       r       r       -        -",  # Technical wrote it
        "own": "c      c       c       c        c        c       c       -       -        -",  # Audit is a department
        "sales": "c      c       -       -        -        -       -       -       -        -",
    },
    # Technical's resources; Sales asked for them
    "crossbiz.resource": {
        "running": "r      r       rw      r        r        r       r       rw      -        -",
        "own": "-      c       c       -        c        c       c       -       -        -",  # Audit is a department
        "sales": "-      c       -       -        -        -       -       c       -        -",
    },
    "crossbiz.resource.request": {
        "running": "r      r       r       -        r        r       r       r       -        -",
        "draft": "rwu    rwu     -       -        r        r       r       r       -        -",
        "foreign": "-      -       -       rwu      r        r       r       r       -        -",
        "own": "c      c       c       c        c        c       -       -       -        -",
        "sales": "c      c       -       -        -        -       -       -       -        -",
    },
    "crossbiz.resource.evaluation": {
        "running": "r      r       rw      -        r        r       r       r       -        -",
    },
    "crossbiz.resource.allocation": {
        "running": "r      r       rw      -        r        r       r       r       -        -",
    },
    "crossbiz.resource.feedback": {
        "running": "rwu    rwu     r       -        r        r       r       r       -        -",
        "own": "c      c       -       -        -        -       -       -       -        -",
    },
    "crossbiz.resource.inspection": {
        "running": "r      r       r       -        r        r       r       r       -        -",
        "own": "-      -       c       -        -        -       -       -       -        -",
    },
    "crossbiz.resource.use.extension": {
        "running": "r      r       r       -        r        r       r       r       -        -",
    },
    "crossbiz.resource.move": {
        "running": "r      r       r       -        r        r       r       r       -        -",
    },
    "crossbiz.resource.booking": {  # who has what when is for everyone who looks for a free time
        "running": "r      r       r       r        r        r       r       r       -        -",
    },
    # Sales hosts, Technical is invited
    "crossbiz.meeting": {
        "running": "r      rw      r       -        r        r       r       r       -        -",  # minutes in draft
        "draft": "r      rwu     r       -        r        r       r       r       -        -",  # planned
        "archived": "r      r       r       -        r        r       r       r       -        -",
        "own": "-      c       c       -        c        c       -       -       -        -",
        "sales": "-      c       -       -        -        -       -       -       -        -",
    },
    "crossbiz.meeting.attendance": {
        "running": "r      rwcu    r       -        r        r       r       r       -        -",
        "archived": "r      r       r       -        r        r       r       r       -        -",
    },
    "crossbiz.resolution": {
        "running": "r      rwcu    r       -        r        r       r       r       -        -",
        "archived": "r      r       r       -        r        r       r       r       -        -",
    },
    # Sales began projects with Technical and After-Sales: one runs, one is judged, one is looked back on
    "crossbiz.task.book": {
        "running": "r      r       r       -        r        r       r       r       -        -",
        "draft": "rwu    rwu     -       -        r        r       r       r       -        -",
        "foreign": "-      -       -       rwu      r        r       r       r       -        -",
        "own": "c      c       c       c        c        c       -       -       -        -",
        "sales": "c      c       -       -        -        -       -       -       -        -",
    },
    "crossbiz.task.book.milestone": {
        "running": "r      r       r       -        r        r       r       r       -        -",
        "plan": "r      r       rw      -        r        r       r       r       -        -",  # evidence
        "draft": "rwcu   rwcu    -       -        r        r       r       r       -        -",
        "foreign": "-      -       -       rwcu     r        r       r       r       -        -",
    },
    "crossbiz.task.book.assignment": {
        "running": "r      r       r       -        r        r       r       r       -        -",
        "draft": "rwcu   rwcu    -       -        r        r       r       r       -        -",
        "foreign": "-      -       -       rwcu     r        r       r       r       -        -",
    },
    "crossbiz.task.book.indicator": {
        "running": "r      r       r       -        r        r       r       r       -        -",
        "plan": "rw     rw      r       -        r        r       r       r       -        -",  # results
        "draft": "rwcu   rwcu    -       -        r        r       r       r       -        -",
        "foreign": "-      -       -       rwcu     r        r       r       r       -        -",
    },
    "crossbiz.task.book.version": {
        "running": "r      r       r       -        r        r       r       r       -        -",
    },
    "crossbiz.task.book.template": {
        "running": "r      r       r       r        r        r       r       rwu     -        -",
    },
    "crossbiz.progress.report": {
        "running": "r      r       rwcu    -        r        r       r       r       -        -",
    },
    "crossbiz.acceptance": {
        "running": "r      r       r       -        r        r       r       r       -        -",
    },
    "crossbiz.acceptance.member": {
        "running": "r      r       r       -        r        r       r       r       -        -",
    },
    "crossbiz.acceptance.finding": {
        "running": "r      r       r       -        r        rw      r       r       -        -",
    },
    "crossbiz.retrospective": {
        "running": "rw     rw      r       -        r        r       r       r       -        -",
    },
    "crossbiz.lesson": {  # for everybody in the company, without the project it came from
        "running": "r      r       r       r        r        r       r       r       -        -",
    },
    "crossbiz.lesson.tag": {
        "running": "rc     rc      rc      rc       rc       rc      rc      rwcu    -        -",
    },
    # Compliance found something at Technical, on the case that Sales began: Sales is not concerned
    "crossbiz.rectification": {
        "running": "-      -       rw      -        r        r       r       r       -        -",
        "draft": "-      -       -       -        r        rwu     r       r       -        -",
        "own": "-      -       -       -        c        c       c       -       -        -",
        "sales": "-      -       -       -        -        -       -       -       -        -",
    },
    "crossbiz.violation": {
        "running": "-      -       r       -        r        r       r       r       -        -",
        "draft": "-      -       -       -        r        rwu     r       r       -        -",
        "own": "-      -       -       -        -        c       -       -       -        -",
    },
    # Sales assessed the risks of its order, and legal reviews what it asks for
    "crossbiz.risk.assessment": {
        "running": "r      r       r       -        r        r       r       r       -        -",
        "draft": "rwu    rwu     -       -        r        r       r       r       -        -",
        "sales": "c      c       -       -        -        -       -       -       -        -",
    },
    "crossbiz.risk": {
        "running": "r      r       r       -        r        r       r       r       -        -",
        "draft": "rwcu   rwcu    -       -        r        r       r       r       -        -",
    },
    "crossbiz.risk.matrix": {
        "own": "r      r       r       r        r        r       r       rwcu    -        -",
        "shared": "r      r       r       r        r        r       r       r       -        -",  # in force
    },
    "crossbiz.compliance.review": {
        "running": "rw     rw      r       -        r        r       r       r       -        -",  # the contract
        "archived": "r      r       r       -        r        r       r       r       -        -",
    },
    "crossbiz.compliance.check": {
        "running": "-      -       -       -        -        -       -       -       -        -",  # legal's alone
        "archived": "r      r       r       -        r        r       r       r       -        -",
    },
    "crossbiz.compliance.condition": {
        "running": "-      -       -       -        -        -       -       -       -        -",
        "archived": "r      r       r       -        r        r       r       r       -        -",
    },
    # The lead department's check of the running case, which compliance looks at; and a draft of compliance's own
    "crossbiz.audit": {
        "running": "-      -       -       -        r        r       r       -       -        -",
        "draft": "-      -       -       -        r        rwu     r       -       -        -",
        "own": "-      -       -       -        -        c       c       -       -        -",
    },
    "crossbiz.audit.line": {
        "running": "-      -       -       -        r        rw      r       -       -        -",
    },
    "crossbiz.audit.check": {
        "running": "-      -       -       -        r        rw      r       -       -        -",
    },
    "crossbiz.audit.figure": {
        "running": "-      -       -       -        r        r       r       -       -        -",
    },
    "crossbiz.checklist.template": {
        "own": "r      r       r       r        r        r       r       rwcu    -        -",
        "shared": "r      r       r       r        r        r       r       rwu     -        -",
    },
    "crossbiz.checklist.item": {
        "own": "r      r       r       r        r        r       r       rwcu    -        -",
        "shared": "r      r       r       r        r        r       r       rwu     -        -",
    },
    # Sales runs an incident on an order of its own: administrators are not concerned
    "crossbiz.incident": {
        "running": "rw     rw      r       -        r        r       r       -       -        -",
        "draft": "rwu    rwu     -       -        r        r       r       -       -        -",
        "foreign": "-      -       -       rwu      r        r       r       -       -        -",
        "own": "c      c       c       c        c        c       -       -       -        -",
    },
    "crossbiz.incident.member": {
        "running": "rwcu   rwcu    r       -        r        r       r       -       -        -",
    },
    "crossbiz.incident.action": {
        "running": "rc     rc      rw      -        r        r       r       -       -        -",
        "draft": "rwcu   rwcu    r       -        r        r       r       -       -        -",
    },
    "crossbiz.incident.improvement": {
        "running": "rwcu   rwcu    r       -        r        r       r       -       -        -",
    },
    "crossbiz.incident.suspension": {
        "running": "r      r       r       -        r        r       r       -       -        -",
    },
    "crossbiz.dispute": {
        "running": "r      rc      rc      -        r        r       r       r       -        -",
    },
    "crossbiz.dispute.position": {
        "running": "r      r       r       -        r        r       r       r       -        -",
    },
    # Compliance handles a complaint; a custodian of the decision layer is asked for the reporter's identity
    "crossbiz.complaint": {
        "running": "-      -       -       -        -        r       -       -       -        -",
    },
    "crossbiz.complaint.disclosure": {
        "running": "-      -       -       -        r        r       -       -       -        -",
    },
    "crossbiz.complaint.log": {
        "running": "-      -       -       -        -        r       -       -       -        -",
        "archived": "-      -       -       -        -        -       r       -       -        -",  # who joined
    },
    "crossbiz.complaint.intake": {
        "running": "-      -       -       -        -        -       -       -       -        -",
    },
    "crossbiz.complaint.ticket": {
        "running": "-      -       -       -        -        -       -       -       -        -",
    },
    "crossbiz.complaint.message": {
        "running": "-      -       -       -        -        -       -       -       -        -",
    },
    "crossbiz.complaint.file": {
        "running": "-      -       -       -        -        -       -       -       -        -",
    },
    "crossbiz.complaint.identity": {
        "running": "-      -       -       -        -        -       -       -       -        -",
    },
    "crossbiz.complaint.statistic": {
        "running": "-      -       -       -        r        r       r       -       -        -",
    },
    # fmt: on
}
# Without a record rule, and why.
WITHOUT_RULE = {
    "crossbiz.complaint.intake": "a letter box: nobody reads it, and a sealed row names no company",
    "crossbiz.complaint.ticket": "used proofs of work, of nobody",
    "crossbiz.lesson.tag": "keywords are shared by all companies, and say nothing of a project; the lead keeps them",
    "crossbiz.journal.anchor": "ids and seals of all companies in one chain, for auditors only",
}

# --------------------------------------------------
# What can be called over RPC: every public method that the addon defines on any model.
#
# refused     an outsider and a portal user get an AccessError or UserError on a foreign record
# harmless    it may answer the outsider, writes nothing and shows nothing of a foreign record; portal users are refused
# open        the same, portal users may get an answer too
# record      create, write, unlink: in the matrix for our models, tried here on the neighbours'
# --------------------------------------------------

METHODS = {
    "crossbiz.protected": {"create": "record", "write": "record"},
    "crossbiz.case": {
        "create": "record",
        "write": "record",
        "unlink": "record",
        "action_cancel": "refused",
        "action_open_document": "refused",
        "action_report_difficulty": "refused",
        "action_urge": "refused",
    },
    "crossbiz.case.document": {
        "create": "record",
        "write": "record",
        "unlink": "record",
        "copy_data": "record",
        "action_assess_risks": "refused",
        "action_cancel": "refused",
        "action_open_assessments": "refused",
        "action_open_reviews": "refused",
        "action_request_reviews": "refused",
        "action_open_meetings": "refused",
        "action_report_difficulty": "refused",
        "action_urge": "refused",
        "message_post": "refused",
        "action_escalate": "refused",
        "action_open_disputes": "refused",
        "action_open_incidents": "refused",
    },
    "crossbiz.task.order": {
        "action_issue": "refused",
        "action_open_case": "refused",
        "action_send_rating": "refused",
        "action_submit": "refused",
        "message_post": "refused",
        "rating_apply": "refused",
    },
    "crossbiz.task.order.line": {
        "create": "record",
        "write": "record",
        "unlink": "record",
        "action_accept": "refused",
        "action_deliver": "refused",
        "action_open_delivery": "refused",
        "action_open_plan": "refused",
        "action_open_verdict": "refused",
        "action_rework": "refused",
        "action_submit_plan": "refused",
        "action_withdraw": "refused",
    },
    "crossbiz.node": {
        "create": "record",
        "write": "record",
        "action_acknowledge": "refused",
        "action_approve": "refused",
        "action_complete": "refused",
        "action_fill_in": "refused",
        "action_hand_over": "refused",
        "action_open_document": "refused",
        "action_reject": "refused",
        "action_request_extension": "refused",
        "action_return": "refused",
    },
    "crossbiz.extension": {"create": "record", "write": "record"},
    "crossbiz.decided": {"action_open_decision": "refused"},
    "crossbiz.risk.assessment": {
        "create": "record",
        "write": "record",
        "action_file": "refused",
        "action_open_decision": "refused",
    },
    "crossbiz.risk": {
        "create": "record",
        "write": "record",
        "onchange": "record",
        "action_open_assessment": "refused",
        "get_map": "harmless",
    },
    "crossbiz.risk.matrix": {
        "create": "record",
        "write": "record",
        "action_new_version": "refused",
        "action_put_in_force": "refused",
    },
    "crossbiz.compliance.review": {
        "write": "record",
        "action_give_opinion": "refused",
        "action_open_case": "refused",
    },
    "crossbiz.compliance.part": {"write": "record"},
    "crossbiz.compliance.check": {},
    "crossbiz.compliance.condition": {"create": "record"},
    "crossbiz.checklist.template": {"write": "record"},
    "crossbiz.checklist.item": {"create": "record", "write": "record"},
    "crossbiz.journal": {"action_verify": "refused"},
    "crossbiz.incident": {
        "create": "record",
        "write": "record",
        "action_close": "refused",
        "action_dismiss": "refused",
        "action_open_channel": "refused",
        "action_open_decision": "refused",
        "action_report": "refused",
        "action_resume": "refused",
        "action_submit_plan": "refused",
        "action_suspend": "refused",
    },
    "crossbiz.discussed": {"message_post": "refused"},
    "crossbiz.incident.lines": {"create": "record", "write": "record"},
    "crossbiz.incident.member": {"create": "record", "write": "record", "unlink": "record"},
    "crossbiz.incident.action": {
        "write": "record",
        "action_done": "refused",
        "action_drop": "refused",
        "action_start": "refused",
    },
    "crossbiz.dispute": {
        "create": "record",
        "write": "record",
        "action_rule": "refused",
        "action_withdraw": "refused",
    },
    "crossbiz.dispute.position": {"action_state": "refused"},
    "crossbiz.project.work": {"create": "record", "write": "record"},
    "crossbiz.finding": {"onchange": "record", "action_open_source": "refused"},
    "crossbiz.rectification.source": {
        "action_open_rectifications": "refused",
        "action_raise_rectification": "refused",
    },
    "crossbiz.rectification": {
        "create": "record",
        "write": "record",
        "action_accept": "refused",
        "action_issue": "refused",
        "action_record_violation": "refused",
        "action_return": "refused",
        "action_submit": "refused",
        "action_verify": "refused",
        "action_withdraw": "refused",
    },
    "crossbiz.violation": {
        "create": "record",
        "write": "record",
        "action_appeal": "refused",
        "action_decide": "refused",
        "action_open_decision": "refused",
    },
    "crossbiz.audit": {
        "create": "record",
        "write": "record",
        "action_cancel": "refused",
        "action_close": "refused",
        "action_draw": "refused",
        "action_open_lines": "refused",
        "action_open_rectifications": "refused",
        "action_redraw": "refused",
    },
    "crossbiz.audit.line": {
        "write": "record",
        "action_assign": "refused",
        "action_judge": "refused",
        "action_open_case": "refused",
        "action_open_difficulties": "refused",
        "action_open_late_minutes": "refused",
        "action_open_line": "refused",
        "action_open_silent": "refused",
        "action_open_urges": "refused",
        "action_open_violations": "refused",
        "action_record_violation": "refused",
        "action_reopen": "refused",
    },
    "crossbiz.audit.check": {"write": "record"},
    "crossbiz.audit.figure": {"action_open": "refused"},
    "crossbiz.deadline.rule": {
        "create": "record",
        "write": "record",
        "unlink": "record",
        "action_retarget": "refused",
    },
    "crossbiz.customer.update": {"create": "record", "write": "record"},
    "crossbiz.evidence": {"create": "record", "write": "record"},
    "crossbiz.resource": {
        "create": "record",
        "write": "record",
        "action_open_bookings": "harmless",
        "action_open_moves": "harmless",
        "action_open_overdue": "harmless",
        "action_open_requests": "harmless",
        "action_request": "harmless",
        "action_write_off": "refused",
        "get_import_templates": "open",
        "get_on_hand": "harmless",
    },
    "crossbiz.resource.request": {
        "create": "record",
        "write": "record",
        "action_allocate": "refused",
        "action_cancel": "refused",
        "action_confirm_return": "refused",
        "action_extend_use": "refused",
        "action_hand_over": "refused",
        "action_open_bookings": "refused",
        "action_open_inspection": "refused",
        "action_open_moves": "refused",
        "action_open_step": "refused",
        "action_refuse_receipt": "refused",
        "action_refuse_return": "refused",
        "action_reopen": "refused",
        "action_return": "refused",
        "action_submit": "refused",
        "action_undo_handover": "refused",
        "action_withdraw_approval": "refused",
        "get_counters": "harmless",
    },
    "crossbiz.resource.evaluation": {
        "write": "record",
        "action_approve": "refused",
        "action_reject": "refused",
        "action_return": "refused",
    },
    "crossbiz.resource.allocation": {
        "write": "record",
        "action_hand_over": "refused",
        "action_plan": "refused",
    },
    "crossbiz.resource.feedback": {
        "create": "record",
        "write": "record",
        "action_confirm": "refused",
        "action_hand_in": "refused",
    },
    "crossbiz.resource.inspection": {"create": "record", "write": "record", "action_record_violation": "refused"},
    "crossbiz.resource.use.extension": {"write": "record", "action_withdraw": "refused"},
    "crossbiz.resource.booking": {"action_open_request": "refused"},
    "crossbiz.meeting": {
        "create": "record",
        "write": "record",
        "unlink": "record",
        "onchange": "record",
        "action_archive_minutes": "refused",
        "action_cancel": "refused",
        "action_confirm": "refused",
        "action_fill_agenda": "refused",
        "action_hold": "refused",
        "action_object": "refused",
        "action_open_minutes": "refused",
        "action_open_resolutions": "refused",
    },
    "crossbiz.meeting.attendance": {"create": "record", "write": "record", "unlink": "record"},
    "crossbiz.resolution": {
        "create": "record",
        "write": "record",
        "action_done": "refused",
        "action_open_meeting": "refused",
    },
    "calendar.event": {"write": "record", "unlink": "record"},
    "calendar.attendee": {"create": "record", "write": "record", "unlink": "record"},
    "crossbiz.task.book": {
        "create": "record",
        "write": "record",
        "copy_data": "record",
        "action_cancel": "refused",
        "action_drop_revision": "refused",
        "action_judge": "refused",
        "action_open_acceptance": "refused",
        "action_open_acceptances": "refused",
        "action_open_channel": "refused",
        "action_open_lessons": "refused",
        "action_open_meetings": "refused",
        "action_open_missing": "refused",
        "action_open_project": "refused",
        "action_open_reports": "refused",
        "action_open_resolutions": "refused",
        "action_open_retrospective": "refused",
        "action_open_step": "refused",
        "action_open_steps": "refused",
        "action_plan_kickoff": "refused",
        "action_post_summary": "refused",
        "action_reopen": "refused",
        "action_revise": "refused",
        "action_save_as_template": "refused",
        "action_start": "refused",
        "action_submit": "refused",
        "get_timeline": "refused",
    },
    "crossbiz.task.book.line": {"create": "record", "write": "record"},
    "crossbiz.task.book.milestone": {
        "create": "record",
        "write": "record",
        "action_open_extension": "refused",
        "action_open_reach": "refused",
        "action_reach": "refused",
    },
    "crossbiz.task.book.assignment": {"create": "record", "write": "record", "unlink": "record"},
    "crossbiz.task.book.version": {"get_comparison": "refused"},
    "crossbiz.task.book.template": {"action_use": "refused"},
    "crossbiz.progress.report": {"create": "record", "write": "record", "action_post": "refused"},
    "crossbiz.acceptance": {"write": "record", "action_open_verdict": "refused"},
    "crossbiz.acceptance.finding": {"write": "record"},
    "crossbiz.lesson.tag": {"write": "record"},
    "crossbiz.retrospective": {"write": "record", "action_file": "refused"},
    "project.project": {"write": "record"},
    "project.task": {"write": "record"},
    "project.milestone": {"create": "record", "write": "record"},
    "maintenance.equipment": {"action_crossbiz_loans": "refused"},
    "hr.department": {"create": "record", "write": "record"},
    "hr.employee": {
        "create": "record",
        "write": "record",
        "unlink": "record",
        "action_crossbiz_loans": "refused",
    },
    "crossbiz.unknown": {"read": "refused"},
    "crossbiz.complaint": {
        "export_data": "refused",
        "action_acknowledge": "refused",
        "action_answer": "refused",
        "action_ask_identity": "refused",
        "action_close": "refused",
        "action_follow_up": "refused",
        "action_investigate": "refused",
        "action_note": "refused",
        "action_open_answer": "refused",
        "action_open_close": "refused",
        "action_open_follow_up": "refused",
        "action_open_identity": "refused",
        "action_open_recuse": "refused",
        "action_open_reopen": "refused",
        "action_recuse": "refused",
        "action_reopen": "refused",
        "get_dialogue": "refused",
    },
    "crossbiz.complaint.check": {"action_check": "refused"},
    "crossbiz.complaint.disclosure": {
        "export_data": "refused",
        "action_deny": "refused",
        "action_grant": "refused",
        "get_identity": "refused",
        "get_reason": "refused",
    },
    "res.groups": {"write": "record"},
    "hr.version": {"create": "record", "write": "record", "unlink": "record"},
    "res.company": {"create": "record", "write": "record"},
    "res.users": {"create": "record", "write": "record"},
    "res.partner": {
        "create": "record",
        "write": "record",
        "action_crossbiz_task_orders": "harmless",
        "get_crossbiz_picture": "harmless",
    },
    "crm.lead": {"action_crossbiz_new_task_order": "refused", "action_crossbiz_task_orders": "refused"},
    # Wizards: an outsider who points one at a foreign record gets nowhere.
    "crossbiz.wizard": {"create": "record", "write": "record", "onchange": "record"},
    "crossbiz.acceptance.team": {"action_confirm": "refused"},
    "crossbiz.progress.summary": {"action_confirm": "refused"},
    "crossbiz.task.book.compare": {"default_get": "open"},
    "crossbiz.task.book.new": {"action_create_book": "refused"},
    "crossbiz.audit.assign": {"action_confirm": "refused", "default_get": "open"},
    "crossbiz.audit.reason": {"action_confirm": "refused"},
    "crossbiz.case.cancel": {"action_confirm": "refused"},
    "crossbiz.difficulty.report": {"action_confirm": "refused"},
    "crossbiz.meeting.reason": {"action_confirm": "refused"},
    "crossbiz.compliance.review.opinion": {"action_confirm": "refused"},
    "crossbiz.rectification.answer": {"action_confirm": "refused"},
    "crossbiz.incident.escalate": {"action_confirm": "refused"},
    "crossbiz.incident.hold": {"action_confirm": "refused"},
    "crossbiz.incident.reason": {"action_confirm": "refused"},
    "crossbiz.dispute.text": {"action_confirm": "refused"},
    "crossbiz.violation.appeal": {"action_confirm": "refused"},
    "crossbiz.node.extension": {"action_confirm": "refused"},
    "crossbiz.node.hand.over": {"action_confirm": "refused"},
    "crossbiz.node.opinion": {"action_confirm": "refused"},
    "crossbiz.resolution.done": {"action_confirm": "refused"},
    "crossbiz.resource.as.of": {"action_open": "harmless"},
    "crossbiz.resource.extend": {"action_confirm": "refused"},
    "crossbiz.resource.finder": {"action_find": "harmless"},
    "crossbiz.resource.reason": {"action_confirm": "refused"},
    "crossbiz.resource.write.off": {"action_confirm": "refused"},
    "crossbiz.task.order.line.accept": {"action_confirm": "refused"},
    "crossbiz.task.order.line.rework": {"action_confirm": "refused"},
    "crossbiz.task.order.line.withdraw": {"action_confirm": "refused"},
    "crossbiz.setup": {"create": "record", "write": "record", "action_save": "refused", "default_get": "refused"},
    "crossbiz.setup.check": {"action_open": "refused"},
    "crossbiz.workday.import": {"action_import": "refused"},
}
ARGUMENTS = {
    "action_cancel": {"reason": "no more"},
    "action_report_difficulty": {"description": "no way"},
    "action_complete": {"opinion": "fine"},
    "action_approve": {"opinion": "fine"},
    "action_reject": {"opinion": "no"},
    "action_object": {"reason": "no"},
    "action_done": {"result": "fine"},
    "action_return": {"opinion": "no"},
    "action_accept": {"note": "fine"},
    "action_rework": {"reason": "no"},
    "action_withdraw": {"reason": "no"},
    "action_request_extension": {"deadline": "2026-03-20 02:00:00", "reason": "late"},
    "message_post": {"body": "hello"},
    "action_write_off": {"event": "loss", "quantity": 1, "reason": "gone"},
    "action_extend_use": {"date_to": "2026-03-20 02:00:00", "reason": "more"},
    "action_refuse_receipt": {"reason": "no"},
    "action_refuse_return": {"reason": "no"},
    "action_undo_handover": {"reason": "no"},
    "action_withdraw_approval": {"reason": "no"},
    "rating_apply": {"rate": 5},
    "action_reach": {"evidence": "there"},
    "action_post_summary": {"text": "fine"},
    "get_comparison": {"left": 0},
    "get_map": {"domain": []},
    "action_dismiss": {"reason": "no"},
    "action_drop": {"reason": "no"},
    "action_rule": {"ruling": "so be it"},
    "action_state": {"text": "mine"},
    "action_give_opinion": {"opinion": "fail", "reason": "no"},
    "export_data": {"fields_to_export": ["id"]},
    "default_get": {"fields": ["company_id", "check_ids"]},
}


@freeze_time(MONDAY)
class AccessCase(Audits, ComplaintActs, RiskActs, ResourceCase, ProjectCase, RectificationCase, IncidentCase):
    """The records of the matrix, with a canary in every text."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for login, groups in (("employee", "base.group_user"), ("portal", "base.group_portal")):
            cls.users[login] = new_test_user(
                cls.env,
                f"test_{login}",
                groups=groups,
                company_id=cls.company.id,
                company_ids=[(6, 0, cls.company.ids)],
            )
        cls.canteen = cls.users["outsider"].employee_ids.department_id
        secret = {"name": f"Subject {CANARY}", "need": f"Need {CANARY}", "delivery_standard": f"Standard {CANARY}"}
        cls.lead_record = cls.env["crm.lead"].create(
            {"name": f"Lead {CANARY}", "partner_id": cls.partner.id, "company_id": cls.company.id}
        )
        cls.running = cls.issue_order(**secret).sudo()
        cls.draft = cls.draft_order("sales_member", **secret).sudo()
        cls.foreign = cls.draft_order("outsider", **secret).sudo()
        line = cls.line_of(cls.running, cls.tech, "tech_officer")
        cls.as_user(cls.running, "tech_member").action_report_difficulty(f"Difficulty {CANARY}")
        node = cls.nodes(cls.running).filtered(lambda found: found.department_id == cls.tech)
        cls.as_user(node, "tech_officer").action_request_extension(MONDAY + timedelta(days=4), f"Reason {CANARY}")
        extension = cls.env["crossbiz.extension"].sudo().search([("node_id", "=", node.id)])
        update = cls.as_user(cls.env["crossbiz.customer.update"], "tech_officer").create(
            {"partner_id": cls.partner.id, "body": f"Update {CANARY}"}
        )
        cls.env["crossbiz.journal.anchor"]._anchor()
        rules = cls.env["crossbiz.deadline.rule"]
        cls.records = {
            "crossbiz.case": {},
            "crossbiz.node": {"running": node},
            "crossbiz.extension": {"running": extension},
            "crossbiz.difficulty": {"running": cls.running.difficulty_ids},
            "crossbiz.journal": {
                "running": cls.env["crossbiz.journal"].search([("res_id", "=", cls.running.id)], limit=1)
            },
            "crossbiz.journal.anchor": {"running": cls.env["crossbiz.journal.anchor"].search([], limit=1)},
            "crossbiz.notice": {
                "running": cls.env["crossbiz.notice"].search(
                    [("user_id", "=", cls.users["tech_officer"].id), ("node_id", "=", node.id)], limit=1
                )
            },
            "crossbiz.deadline.rule": {
                "own": rules.create({"node_kind": "dispute_decision", "company_id": cls.company.id}),
                "shared": cls.env.ref("crossbiz_addon.deadline_rule_dispute_decision"),
            },
            "crossbiz.workday": {
                "own": cls.env["crossbiz.workday"].create(
                    {"date": date(2026, 5, 1), "name": "Holiday", "company_id": cls.company.id}
                )
            },
            "crossbiz.customer.update": {"running": update.sudo()},
            "crossbiz.task.order.line": {"running": line.sudo(), "plan": line.sudo()},
            "crossbiz.task.order": {},
        }
        for name, order in (("running", cls.running), ("draft", cls.draft), ("foreign", cls.foreign)):
            cls.records["crossbiz.case"][name] = order.case_id
            cls.records["crossbiz.task.order"][name] = order
            if name != "running":
                cls.records["crossbiz.task.order.line"][name] = order.line_ids[0]
        cls._create_resource_records()
        cls._create_meeting_records()
        cls._create_project_records()
        cls._create_rectification_records()
        cls._create_audit_records()
        cls._create_risk_records()
        cls._create_incident_records()
        cls._create_complaint_records()
        cls.env.flush_all()

    @classmethod
    def _create_resource_records(cls):
        """One request in review, one promised, two lent, and what belongs to them."""
        secret = {"name": f"Use {CANARY}", "purpose": f"Purpose {CANARY}", "safeguards": f"Safeguards {CANARY}"}
        asked = cls.submit_request(date_from=shanghai(23, 9), date_to=shanghai(27, 18), **secret)
        cls.decide(asked, "request_first_review", "lead_officer")
        promised = cls.approve_request(
            cls.submit_request(date_from=shanghai(28, 9), date_to=shanghai(31, 18), **secret)
        )
        lent, cls.in_use = (cls.lend(**secret) for _number in range(2))
        inspection = cls.as_user(cls.env["crossbiz.resource.inspection"], "tech_officer").create(
            {"request_id": lent.id, "result": "compliant", "note": f"Finding {CANARY}"}
        )
        cls.as_user(lent, "sales_officer").action_extend_use(shanghai(16, 18), f"Longer {CANARY}")
        feedback = cls.as_user(cls.env["crossbiz.resource.feedback"], "sales_member").create(
            {"request_id": lent.id, "effect": f"Effect {CANARY}"}
        )
        evaluation = asked.sudo().evaluation_ids.filtered(lambda found: found.department_id == cls.tech)
        bookings = cls.env["crossbiz.resource.booking"]
        cls.records.update(
            {
                "crossbiz.resource": {"running": cls.tracker.sudo()},
                "crossbiz.resource.request": {
                    "running": lent.sudo(),
                    "draft": cls.draft_request("sales_member", **secret).sudo(),
                    "foreign": cls.draft_request("outsider", **secret).sudo(),
                },
                "crossbiz.resource.evaluation": {"running": evaluation},
                "crossbiz.resource.allocation": {"running": promised.sudo().allocation_id},
                "crossbiz.resource.feedback": {"running": feedback.sudo()},
                "crossbiz.resource.inspection": {"running": inspection.sudo()},
                "crossbiz.resource.use.extension": {"running": lent.sudo().use_extension_ids},
                "crossbiz.resource.move": {"running": lent.sudo().move_ids[:1]},
                "crossbiz.resource.booking": {"running": bookings.search([("request_number", "=", lent.id)])},
            }
        )

    @classmethod
    def _create_meeting_records(cls):
        """A meeting that is planned, one whose minutes are written, one that was archived."""
        meetings = {}
        for label in ("draft", "running", "archived"):
            meeting = cls.as_user(cls.env["crossbiz.meeting"], "sales_officer").create(
                {
                    "name": f"Meeting {CANARY}",
                    "agenda": f"Agenda {CANARY}",
                    "start": MONDAY,
                    "stop": MONDAY + timedelta(hours=1),
                    "attendance_ids": [(0, 0, {"department_id": cls.tech.id})],
                }
            )
            meetings[label] = meeting.sudo()
            if label == "draft":
                continue
            meeting.action_hold()
            meeting.attendance_ids.write({"present": True, "note": f"Excuse {CANARY}"})
            resolution = {"name": f"Do {CANARY}", "department_id": cls.tech.id, "deadline": date(2026, 3, 20)}
            meeting.write({"minutes": f"Minutes {CANARY}", "resolution_ids": [(0, 0, resolution)]})
            if label == "archived":
                meeting.action_confirm()
                cls.as_user(meeting, "lead_officer").action_archive_minutes()
        cls.records["crossbiz.meeting"] = meetings
        for model, name in (
            ("crossbiz.meeting.attendance", "attendance_ids"),
            ("crossbiz.resolution", "resolution_ids"),
        ):
            cls.records[model] = {label: meetings[label][name][:1] for label in ("running", "archived")}

    @classmethod
    def _create_rectification_records(cls):
        """What compliance found at Technical: a notice and a violation about the running case, and drafts."""
        case = {"case_id": cls.running.case_id.id}
        notice = {"problem": f"Problem {CANARY}", "requirement": f"Requirement {CANARY}"}
        cls.records["crossbiz.rectification"] = {
            "running": cls.issue_notice(**notice, **case).sudo(),
            "draft": cls.draft_notice(**notice).sudo(),
        }
        finding = {"description": f"Description {CANARY}"}
        cls.records["crossbiz.violation"] = {
            "running": cls.decide_violation(**finding, **case).sudo(),
            "draft": cls.record_violation(**finding).sudo(),
        }

    @classmethod
    def _create_audit_records(cls):
        """The lead department's check of March, given to compliance; and one that compliance plans."""
        with freeze_time("2026-04-01 02:00:00"):
            running = cls.draw_audit()
        running.conclusion = f"Conclusion {CANARY}"
        line = running.sudo().line_ids.filtered(lambda found: found.case_id == cls.running.case_id)
        line.remark = f"Summary {CANARY}"
        line.check_ids.remark = f"Remark {CANARY}"
        draft = cls.plan_audit("compliance_check", conclusion=f"Draft {CANARY}")
        figure = cls.env["crossbiz.audit.figure"].create(
            {"audit_id": running.id, "section": "risk", "key": "violations", "hits": 1, "total": 2}
        )
        cls.records["crossbiz.audit"] = {"running": running.sudo(), "draft": draft.sudo()}
        cls.records["crossbiz.audit.line"] = {"running": line}
        cls.records["crossbiz.audit.check"] = {"running": line.check_ids[:1]}
        cls.records["crossbiz.audit.figure"] = {"running": figure}

    @classmethod
    def _create_incident_records(cls):
        """An incident that Sales runs and that holds a case, drafts of others, and a dispute on the running case."""
        secret = {"name": f"Incident {CANARY}", "description": f"Fire {CANARY}"}
        other = cls.env["res.partner"].create({"name": "Hillside Mill", "email": "hill@example.com"})
        held = cls.issue_order(name=f"Held {CANARY}", partner_id=other.id)
        running = cls.report(held, lead_department_id=cls.sales.id, **secret)
        cls.plan(running, "sales_officer", submit=False)
        running = running.sudo()
        cls.as_user(running.action_ids[0], "sales_officer").action_start()
        cls.as_user(running, "sales_officer").action_suspend(reason=f"Reason {CANARY}")
        cls.conclude(running, "sales_officer", cause=f"Cause {CANARY}")
        cls.records["crossbiz.incident"] = {
            "running": running,
            "draft": cls.draft_incident(**secret).sudo(),
            "foreign": cls.draft_incident(login="outsider", **secret).sudo(),
        }
        cls.records["crossbiz.incident.member"] = {"running": running.member_ids[0]}
        cls.records["crossbiz.incident.action"] = {"running": running.action_ids[0], "draft": running.action_ids[1]}
        cls.records["crossbiz.incident.improvement"] = {"running": running.improvement_ids}
        cls.records["crossbiz.incident.suspension"] = {"running": running.suspension_ids}
        dispute = cls.raise_dispute(cls.running, name=f"Dispute {CANARY}").sudo()
        cls.records["crossbiz.dispute"] = {"running": dispute}
        cls.records["crossbiz.dispute.position"] = {"running": dispute.position_ids[0]}

    @classmethod
    def _create_complaint_records(cls):
        """A named complaint that compliance handles, and for whose identity it asked."""
        complaint = cls.file_complaint(CANARY, identity=CANARY, files=[("txt", CANARY.encode())])
        cls.handle(complaint).action_ask_identity(f"Reason {CANARY}")
        message = cls.env["crossbiz.complaint.message"].sudo().search([("complaint_id", "=", complaint.id)])
        log = cls.env["crossbiz.complaint.log"].sudo()
        statistics = cls.env["crossbiz.complaint.statistic"]
        with freeze_time("2026-04-01"):
            statistics._snapshot()
        intake, tickets = cls.env["crossbiz.complaint.intake"], cls.env["crossbiz.complaint.ticket"]
        intake._stage("message", "0" * 64, {"text": CANARY}, [])
        tickets._use("0" * 64)
        cls.records["crossbiz.complaint.intake"] = {"running": intake.search([("lookup", "=", "0" * 64)])}
        cls.records["crossbiz.complaint.ticket"] = {"running": tickets.search([], limit=1)}
        cls.records["crossbiz.complaint"] = {"running": complaint}
        cls.records["crossbiz.complaint.disclosure"] = {"running": complaint.disclosure_ids}
        cls.records["crossbiz.complaint.log"] = {
            "running": complaint.log_ids[0],
            "archived": log.search([("event", "=", "pool_joined"), ("company_id", "=", cls.company.id)], limit=1),
        }
        cls.records["crossbiz.complaint.message"] = {"running": message}
        cls.records["crossbiz.complaint.file"] = {"running": message.file_ids}
        identities = cls.env["crossbiz.complaint.identity"].sudo()
        cls.records["crossbiz.complaint.identity"] = {
            "running": identities.search([("complaint_id", "=", complaint.id)])
        }
        cls.records["crossbiz.complaint.statistic"] = {
            "running": statistics.search([("company_id", "=", cls.company.id)], limit=1)
        }

    @classmethod
    def _create_risk_records(cls):
        """Reports on Sales' orders, a review that runs and one that was given, and what both are judged by."""
        cls.create_reviewers()
        risk = {"name": f"Risk {CANARY}", "measure": f"Measure {CANARY}"}
        reports = {
            "running": cls.file_assessment(cls.running, risks=[risk]).sudo(),
            "draft": cls.draft_assessment(cls.draft, "sales_member", risks=[risk]).sudo(),
        }
        cls.records["crossbiz.risk.assessment"] = reports
        cls.records["crossbiz.risk"] = {label: report.risk_ids for label, report in reports.items()}
        given, open_one = (
            cls.submit_request(
                involves_contract=True,
                name=f"Use {CANARY}",
                date_from=shanghai(9, 9) + timedelta(days=60),
                date_to=shanghai(10, 18) + timedelta(days=60),
            )
            for _number in range(2)
        )
        condition = {"name": f"Condition {CANARY}"}
        reviews = {
            "running": cls.review_of(open_one),
            "archived": cls.give(given, opinion="conditional", reason=f"Reason {CANARY}", conditions=[condition]),
        }
        cls.answer(reviews["running"], "not_conform", f"Remark {CANARY}")
        reviews["running"].condition_ids = [(0, 0, cls.condition(**condition))]
        cls.records["crossbiz.compliance.review"] = {label: review.sudo() for label, review in reviews.items()}
        for model, name in (("check", "check_ids"), ("condition", "condition_ids")):
            cls.records[f"crossbiz.compliance.{model}"] = {
                label: review.sudo()[name][:1] for label, review in reviews.items()
            }
        points = cls.env["crossbiz.checklist.template"].create(
            {"name": "Ours", "company_id": cls.company.id, "item_ids": [(0, 0, {"name": "Point"})]}
        )
        shared = cls.env.ref("crossbiz_addon.checklist_legal")
        cls.records["crossbiz.checklist.template"] = {"own": points, "shared": shared}
        cls.records["crossbiz.checklist.item"] = {"own": points.item_ids, "shared": shared.item_ids[:1]}
        cls.records["crossbiz.risk.matrix"] = {
            "own": cls.env["crossbiz.risk.matrix"].create({"name": "Ours", "company_id": cls.company.id}),
            "shared": cls.env.ref("crossbiz_addon.risk_matrix_standard"),
        }

    @classmethod
    def _create_project_records(cls):
        """A book that runs, one that is judged, one that is looked back on, and drafts."""
        secret = {"name": f"Project {CANARY}", "objective": f"Objective {CANARY}"}
        cls.book, cls.judged, looked = (cls.start_book(**secret) for _number in range(3))
        cls.open_week(cls.book | cls.judged)
        report = cls.write_report(cls.book, "tech_officer", cls.tech, done=f"Done {CANARY}")
        for book in (cls.judged, looked):
            cls.reach_all(book)
        acceptance = cls.open_acceptance(cls.judged)
        cls.pass_acceptance(cls.open_acceptance(looked))
        retrospective = looked.sudo().retrospective_ids
        retrospective.summary = f"Summary {CANARY}"
        member = acceptance.member_ids.filtered(lambda found: found.discipline == "compliance")
        tag = cls.env["crossbiz.lesson.tag"].create({"name": "Planning"})
        lesson = {"text": "Begin earlier.", "date": MONDAY.date(), "company_id": cls.company.id}
        content = {"objective": "Good", "background": "", "days": 90, "milestones": [], "assignments": []}
        cls.records.update(
            {
                "crossbiz.task.book.version": {"running": cls.book.sudo().version_ids},
                "crossbiz.task.book.template": {
                    "running": cls.env["crossbiz.task.book.template"].create(
                        {"name": "Template", "company_id": cls.company.id, "content": {**content, "indicators": []}}
                    )
                },
                "crossbiz.progress.report": {"running": report.sudo()},
                "crossbiz.acceptance": {"running": acceptance},
                "crossbiz.acceptance.member": {"running": member},
                "crossbiz.acceptance.finding": {"running": member.finding_ids[0]},
                "crossbiz.retrospective": {"running": retrospective},
                "crossbiz.lesson.tag": {"running": tag},
                "crossbiz.lesson": {
                    "running": cls.env["crossbiz.lesson"].create({**lesson, "retrospective_id": retrospective.id})
                },
            }
        )
        lines = ("milestone", "assignment", "indicator")
        cls.records.update({f"crossbiz.task.book{name}": {} for name in ("", *(f".{line}" for line in lines))})
        drafts = {
            label: cls.as_user(cls.env["crossbiz.task.book"], login).create(
                {
                    **secret,
                    "milestone_ids": [
                        (0, 0, {"name": CANARY, "department_id": cls.tech.id, "deadline": date(2026, 3, 20)})
                    ],
                    "assignment_ids": [(0, 0, {"department_id": cls.tech.id, "duty": CANARY})],
                    "indicator_ids": [(0, 0, {"name": CANARY, "target": "1", "weight": 100})],
                }
            )
            for label, login in (("draft", "sales_member"), ("foreign", "outsider"))
        }
        for label, book in {"running": cls.book, **drafts}.items():
            cls.records["crossbiz.task.book"][label] = book.sudo()
            for line in lines:
                record = book.sudo()[f"{line}_ids"][0]  # Technical's, where it is a department's
                cls.records[f"crossbiz.task.book.{line}"][label] = record
                if label == "running":
                    cls.records[f"crossbiz.task.book.{line}"]["plan"] = record

    def _get_write_values(self, model, label):
        """A harmless change of an unprotected field where the model has one."""
        return {
            "crossbiz.case": {"name": "Other subject"},
            "crossbiz.task.order": {"need": "Other need"},
            "crossbiz.task.order.line": {"plan": "Our plan"} if label == "plan" else {"request": "Other request"},
            "crossbiz.node": {"deadline": "2026-03-30 00:00:00"},
            "crossbiz.extension": {"reason": "Other reason"},
            "crossbiz.difficulty": {"description": "Other"},
            "crossbiz.journal": {"note": "Other"},
            "crossbiz.journal.anchor": {"count": 9},
            "crossbiz.notice": {"subject": "Other"},
            "crossbiz.deadline.rule": {"remind_before": 7.0},
            "crossbiz.workday": {"name": "Other"},
            "crossbiz.customer.update": {"body": "Corrected"},
            "crossbiz.resource": {"description": "Other"},
            "crossbiz.resource.request": {"purpose": "Other"},
            "crossbiz.resource.evaluation": {"reasonableness": "yes"},
            "crossbiz.resource.allocation": {"usage_rules": "Other"},
            "crossbiz.resource.feedback": {"effect": "Other"},
            "crossbiz.resource.inspection": {"note": "Other"},
            "crossbiz.resource.use.extension": {"reason": "Other"},
            "crossbiz.resource.move": {"condition": "Other"},
            "crossbiz.resource.booking": {"quantity": 9},
            "crossbiz.task.book": {"background": "Other"},
            "crossbiz.task.book.milestone": {"evidence": "Ours"} if label == "plan" else {"deliverable": "Other"},
            "crossbiz.task.book.assignment": {"duty": "Other"},
            "crossbiz.task.book.indicator": {"actual": "1"} if label == "plan" else {"target": "Other"},
            "crossbiz.task.book.version": {"digest": "Other"},
            "crossbiz.task.book.template": {"name": "Other"},
            "crossbiz.progress.report": {"problems": "Other"},
            "crossbiz.acceptance": {"state": "passed"},
            "crossbiz.acceptance.member": {"discipline": "finance"},
            "crossbiz.acceptance.finding": {"note": "Other"},
            "crossbiz.retrospective": {"problems": "Other"},
            "crossbiz.lesson": {"text": "Other"},
            "crossbiz.lesson.tag": {"name": "Other"},
            "crossbiz.meeting": {"location": "Other"},
            "crossbiz.rectification": {"problem": "Other"} if label == "draft" else {"measures": "Other"},
            "crossbiz.violation": {"clause": "Other"},
            "crossbiz.risk.assessment": {"summary": "Other"},
            "crossbiz.risk": {"scope": "Other"},
            "crossbiz.risk.matrix": {"name": "Other"},
            "crossbiz.compliance.review": {"file_ids": [(5,)]},
            "crossbiz.compliance.check": {"remark": "Other"},
            "crossbiz.compliance.condition": {"before_start": False},
            "crossbiz.audit": {"conclusion": "Other"},
            "crossbiz.audit.line": {"remark": "Other"},
            "crossbiz.audit.check": {"remark": "Other"},
            "crossbiz.audit.figure": {"hits": 9},
            "crossbiz.checklist.template": {"name": "Other"},
            "crossbiz.checklist.item": {"name": "Other"},
            "crossbiz.incident": {"cause": "Other"} if label == "running" else {"description": "Other"},
            "crossbiz.incident.member": {"task": "Other"},
            "crossbiz.incident.action": {"evidence": "Other"} if label == "running" else {"name": "Other"},
            "crossbiz.incident.improvement": {"problem": "Other"},
            "crossbiz.incident.suspension": {"reason": "Other"},
            "crossbiz.dispute": {"name": "Other"},
            "crossbiz.dispute.position": {"text": "Other"},
            "crossbiz.meeting.attendance": {"note": "Other"},
            "crossbiz.resolution": {"name": "Other"},
            "crossbiz.complaint": {"state": "closed"},
            "crossbiz.complaint.disclosure": {"state": "granted"},
            "crossbiz.complaint.log": {"note": "Other"},
            "crossbiz.complaint.intake": {"kind": "complaint"},
            "crossbiz.complaint.ticket": {"nonce": "1"},
            "crossbiz.complaint.message": {"author": "staff"},
            "crossbiz.complaint.file": {"kind": "Other"},
            "crossbiz.complaint.identity": {"content": False},
            "crossbiz.complaint.statistic": {"count": 9},
        }[model]

    def _get_create_values(self, model, label):
        record = self.records[model].get(label)
        department = {"requesting_department_id": self.sales.id} if label == "sales" else {}
        return {
            "crossbiz.case": {"name": "New", "kind": "customer", **department},
            "crossbiz.task.order": {"name": "New", **department},
            "crossbiz.task.order.line": {
                "order_id": record and record._name == "crossbiz.task.order.line" and record.order_id.id,
                "department_id": self.lead.id,
            },
            "crossbiz.node": {
                "kind": "order_delivery",
                "subject": "New",
                "res_model": "crossbiz.task.order",
                "res_id": self.running.id,
                "case_id": self.running.case_id.id,
                "company_id": self.company.id,
                "department_id": self.sales.id,
                "opened_at": MONDAY,
                "effective_start": MONDAY,
                "baseline_deadline": MONDAY,
                "deadline": MONDAY,
                "unit": "hour",
            },
            "crossbiz.extension": {
                "node_id": self.records["crossbiz.node"]["running"].id,
                "department_id": self.sales.id,
                "user_id": self.users["sales_officer"].id,
                "old_deadline": MONDAY,
                "deadline": MONDAY,
                "reason": "New",
                "state": "granted",
            },
            "crossbiz.difficulty": {
                "case_id": self.running.case_id.id,
                "department_id": self.sales.id,
                "user_id": self.users["sales_officer"].id,
                "description": "New",
            },
            "crossbiz.journal": {
                "res_model": "crossbiz.task.order",
                "res_id": self.running.id,
                "event": "state",
                "user_id": self.users["sales_officer"].id,
                "at": MONDAY,
                "position": 99,
                "previous_seal": "0",
                "seal": "0",
            },
            "crossbiz.journal.anchor": {"date": MONDAY, "heads": [], "count": 0, "previous_seal": "0", "seal": "0"},
            "crossbiz.notice": {
                "user_id": self.users["sales_officer"].id,
                "company_id": self.company.id,
                "event": "opened",
                "res_model": "crossbiz.task.order",
                "res_id": self.running.id,
                "subject": "New",
                "at": MONDAY,
            },
            "crossbiz.deadline.rule": {"node_kind": "order_response", "company_id": self.company.id, "amount": 20.0},
            "crossbiz.workday": {"date": "2026-10-01", "name": "New", "company_id": self.company.id},
            "crossbiz.customer.update": {
                "partner_id": self.partner.id,
                "body": "New",
                **({"department_id": self.sales.id} if label == "sales" else {}),
            },
            **self._get_resource_create_values(department, label),
            **self._get_meeting_create_values(label),
            **self._get_project_create_values(model, department, label),
            **self._get_rectification_create_values(label),
            **self._get_risk_create_values(label),
            **self._get_incident_create_values(label),
            **self._get_complaint_create_values(),
        }[model]

    def _get_complaint_create_values(self):
        complaint = {"complaint_id": self.records["crossbiz.complaint"]["running"].id}
        return {
            "crossbiz.complaint": {"reference": "C-0", "category": "other", "company_id": self.company.id},
            "crossbiz.complaint.disclosure": {**complaint, "asked_by": self.users["compliance_officer"].id},
            "crossbiz.complaint.log": {**complaint, "company_id": self.company.id, "event": "read"},
            "crossbiz.complaint.intake": {"lookup": "1", "kind": "message", "day": MONDAY.date()},
            "crossbiz.complaint.ticket": {"nonce": "1", "day": MONDAY.date()},
            "crossbiz.complaint.message": {**complaint, "author": "staff", "day": MONDAY.date()},
            "crossbiz.complaint.file": {
                "message_id": self.records["crossbiz.complaint.message"]["running"].id,
                "kind": "txt",
            },
            "crossbiz.complaint.identity": complaint,
            "crossbiz.complaint.statistic": {"company_id": self.company.id, "date_from": "2026-01-01"},
        }

    def _get_incident_create_values(self, label):
        incident = {"incident_id": self.records["crossbiz.incident"]["running"].id}
        reporter = {"reporting_department_id": self.sales.id} if label == "sales" else {}
        case = {"case_id": self.running.case_id.id}
        return {
            "crossbiz.incident": {"name": "New", **reporter},
            "crossbiz.incident.member": {**incident, "department_id": self.lead.id},
            "crossbiz.incident.action": {**incident, **self.action("New", self.tech)},
            "crossbiz.incident.improvement": {
                **incident,
                "department_id": self.tech.id,
                "problem": "New",
                "requirement": "New",
            },
            "crossbiz.incident.suspension": {
                **incident,
                **case,
                "suspended_at": MONDAY,
                "suspended_by": self.users["sales_officer"].id,
            },
            "crossbiz.dispute": {
                **case,
                "name": "New",
                "description": "New",
                "party_ids": [(6, 0, self.service.ids)],
            },
            "crossbiz.dispute.position": {
                "dispute_id": self.records["crossbiz.dispute"]["running"].id,
                "department_id": self.sales.id,
            },
        }

    def _get_risk_create_values(self, label):
        reports, reviews = self.records["crossbiz.risk.assessment"], self.records["crossbiz.compliance.review"]
        review = reviews.get(label, reviews["running"])
        return {
            "crossbiz.risk.assessment": {"case_id": self.running.case_id.id},
            "crossbiz.risk": {"assessment_id": reports.get(label, reports["running"]).id, "name": "New"},
            "crossbiz.risk.matrix": {"name": "New"},
            "crossbiz.compliance.review": {
                "case_id": self.running.case_id.id,
                "type": "legal",
                "department_id": self.sales.id,
            },
            "crossbiz.compliance.check": {"review_id": review.id, "name": "New"},
            "crossbiz.compliance.condition": {"review_id": review.id, **self.condition()},
            "crossbiz.audit": {},
            "crossbiz.audit.line": {
                "audit_id": self.records["crossbiz.audit"]["running"].id,
                "case_id": self.foreign.case_id.id,
            },
            "crossbiz.audit.check": {"line_id": self.records["crossbiz.audit.line"]["running"].id, "name": "New"},
            "crossbiz.audit.figure": {
                "audit_id": self.records["crossbiz.audit"]["running"].id,
                "section": "risk",
                "key": "violations",
            },
            "crossbiz.checklist.template": {"name": "New"},
            "crossbiz.checklist.item": {
                "template_id": self.records["crossbiz.checklist.template"]["own"].id,
                "name": "New",
            },
        }

    def _get_rectification_create_values(self, label):
        mine = {"issuing_department_id": self.sales.id} if label == "sales" else {}
        about = {"department_id": self.tech.id, **({"case_id": self.running.case_id.id} if label == "sales" else {})}
        return {
            "crossbiz.rectification": {"problem": "New", "requirement": "New", **about, **mine},
            "crossbiz.violation": {"description": "New", **about},
        }

    def _get_project_create_values(self, model, department, label):
        record = self.records[model].get(label, self.book)
        book = record.book_id if model.startswith("crossbiz.task.book.") and "book_id" in record._fields else self.book
        acceptance = self.records["crossbiz.acceptance"]["running"]
        member = self.records["crossbiz.acceptance.member"]["running"]
        return {
            "crossbiz.task.book": {"name": "New", **department},
            "crossbiz.task.book.milestone": {
                "book_id": book.id,
                "name": "New",
                "department_id": self.tech.id,
                "deadline": "2026-03-20",
            },
            "crossbiz.task.book.assignment": {"book_id": book.id, "department_id": self.tech.id, "duty": "New"},
            "crossbiz.task.book.indicator": {"book_id": book.id, "name": "New", "target": "1", "weight": 1},
            "crossbiz.task.book.version": {
                "book_id": book.id,
                "number": 9,
                "snapshot": "{}",
                "digest": "0",
                "submitted_by": self.users["sales_officer"].id,
                "submitted_at": MONDAY,
            },
            "crossbiz.task.book.template": {"name": "New", "content": {}},
            "crossbiz.progress.report": {"book_id": self.judged.id, "department_id": self.tech.id, "week": "2026-W10"},
            "crossbiz.acceptance": {"book_id": self.book.id, "round": 9, "user_id": self.users["sales_officer"].id},
            "crossbiz.acceptance.member": {
                "acceptance_id": acceptance.id,
                "discipline": "finance",
                "department_id": self.sales.id,
            },
            "crossbiz.acceptance.finding": {"acceptance_id": acceptance.id, "member_id": member.id, "subject": "New"},
            "crossbiz.retrospective": {"book_id": self.book.id},
            "crossbiz.lesson": {
                "text": "New",
                "date": "2026-03-02",
                "company_id": self.company.id,
                "retrospective_id": self.records["crossbiz.retrospective"]["running"].id,
            },
            "crossbiz.lesson.tag": {"name": "New"},
        }

    def _get_meeting_create_values(self, label):
        meeting = self.records["crossbiz.meeting"].get(label, self.records["crossbiz.meeting"]["running"])
        mine = {"department_id": self.sales.id, "case_id": self.running.case_id.id} if label == "sales" else {}
        return {
            "crossbiz.meeting": {"name": "New", "start": MONDAY, "stop": MONDAY + timedelta(hours=1), **mine},
            "crossbiz.meeting.attendance": {"meeting_id": meeting.id, "department_id": self.lead.id},
            "crossbiz.resolution": {
                "meeting_id": meeting.id,
                "name": "New",
                "department_id": self.lead.id,
                "deadline": "2026-03-20",
            },
        }

    def _get_resource_create_values(self, department, label):
        lent = self.records["crossbiz.resource.request"]["running"]
        allocation = self.records["crossbiz.resource.allocation"]["running"]
        return {
            "crossbiz.resource": {"name": "New", **({"department_id": self.sales.id} if label == "sales" else {})},
            "crossbiz.resource.request": {"name": "New", "resource_id": self.tracker.id, **department},
            "crossbiz.resource.evaluation": {
                "request_id": lent.id,
                "node_id": self.records["crossbiz.node"]["running"].id,
                "department_id": self.sales.id,
                "round": 1,
            },
            "crossbiz.resource.allocation": {
                "request_id": lent.id,
                "resource_id": self.tracker.id,
                "company_id": self.company.id,
                "department_id": self.tech.id,
                "borrower_id": self.sales.id,
                "quantity": 1,
                "outstanding": 1,
                "start": allocation.start,
                "stop": allocation.stop,
            },
            "crossbiz.resource.feedback": {"request_id": self.in_use.id, "effect": "New"},
            "crossbiz.resource.inspection": {"request_id": self.in_use.id, "result": "compliant"},
            "crossbiz.resource.use.extension": {
                "request_id": lent.id,
                "user_id": self.users["sales_officer"].id,
                "old_date_to": MONDAY,
                "date_to": MONDAY,
                "reason": "New",
                "state": "granted",
            },
            "crossbiz.resource.move": {
                "resource_id": self.tracker.id,
                "company_id": self.company.id,
                "event": "adjust",
                "quantity": 5,
                "on_hand_change": 5,
                "department_id": self.tech.id,
                "user_id": self.users["sales_officer"].id,
                "at": MONDAY,
                "position": 99,
                "previous_seal": "0",
                "seal": "0",
            },
            "crossbiz.resource.booking": {"resource_id": self.tracker.id, "quantity": 1},
        }


@tagged("post_install", "-at_install")
class TestAccessMatrix(AccessCase):
    """Who reads, writes, creates and removes what, through the gate of every RPC, in the lowest rights."""

    def test_every_model_is_in_the_matrix(self):
        """A new model has to be thought about: it stands in the matrix or this fails."""
        stored = {
            name
            for name, model in self.env.registry.items()
            if name.startswith("crossbiz.") and not model._abstract and not model._transient
        }
        self.assertEqual(stored, set(MATRIX), "the access matrix names each stored model of the addon, and no other")

    def test_matrix(self):
        """Each role, each operation, each record: allowed what the design's table says, refused all else."""
        wrong = []
        for model, rows in MATRIX.items():
            for label, cells in rows.items():
                for login, wanted in zip(ROLES, cells.split(), strict=True):
                    try:
                        found = self._get_allowed(login, model, label)
                    except AssertionError as error:
                        wrong.append(f"{model} ({label}), {login}: {error}")
                        continue
                    if found != wanted:
                        wrong.append(f"{model} ({label}): {login} may {found}, should {wanted}")
        self.assertFalse(wrong, "\n" + "\n".join(wrong))

    @mute_logger(*QUIET)
    def _get_allowed(self, login, model, label):
        """The letters of what this person may do, ``-`` for nothing."""
        record = self.records[model].get(label)
        reads, allowed = True, ""
        if record:
            self.assertEqual(len(record), 1, "the matrix needs its record")
            reads = self._can_read(login, record)
            allowed += "r" if reads else ""
            values = self._get_write_values(model, label)
            allowed += "w" if self._can(login, reads, model, "write", record.ids, values) else ""
        if label in self._get_create_labels(model):
            allowed += "c" if self._can(login, True, model, "create", [self._get_create_values(model, label)]) else ""
        if record:
            allowed += "u" if self._can(login, reads, model, "unlink", record.ids) else ""
        return allowed or "-"

    def _get_create_labels(self, model):
        """The rows of a model in which a creation is tried too."""
        rows = MATRIX[model]
        return {"sales", "own"}.intersection(rows) or set(rows) - {"plan"}

    def _can_read(self, login, record):
        """Whether every way to read agrees that this person may; none may say more than the others."""
        model, ids = record._name, record.ids
        ways = {
            "read": lambda: self.rpc(login, model, "read", ids),  # every field
            "web_read": lambda: self.rpc(login, model, "web_read", ids, {"display_name": {}}),
            "search": lambda: self.rpc(login, model, "search", [("id", "in", ids)]),
            "search_count": lambda: self.rpc(login, model, "search_count", [("id", "in", ids)]),
            "web_search_read": lambda: self.rpc(
                login, model, "web_search_read", [("id", "in", ids)], {"display_name": {}}
            )["records"],
            "group": lambda: self.rpc(login, model, "formatted_read_group", [("id", "in", ids)], ["id"], ["__count"]),
            "name_search": lambda: self.rpc(login, model, "name_search", "", [("id", "in", ids)]),
        }
        answers = {}
        for way, call in ways.items():
            try:
                answers[way] = bool(call())
            except AccessError:
                answers[way] = False
        self.assertEqual(len(set(answers.values())), 1, f"the ways to read {record} disagree: {answers}")
        return answers["read"]

    def _can(self, login, reads, model, method, *args):
        """Whether a call gets through; it is taken back. Who cannot read is refused by rights, not by facts."""
        with self.undone():
            try:
                self.rpc(login, model, method, *args)
                return True
            except UserError as error:
                if not reads:
                    self.assertIsInstance(error, AccessError)
                return False
            except psycopg2.Error as error:
                self.fail(f"{login} is stopped by the database instead of an answer: {error}")


@tagged("post_install", "-at_install")
class TestRegistry(AccessCase):
    """What a change of the addon has to keep, checked over all models there are."""

    def _get_our_models(self):
        return {name: self.env[name] for name in self.env.registry if name.startswith("crossbiz.")}

    def test_every_model_has_rights_and_a_rule(self):
        """Each model of ours has ACL lines for one of our groups and a record rule, or stands on the short list."""
        access, rules = self.env["ir.model.access"].sudo(), self.env["ir.rule"].sudo()
        for name, model in self._get_our_models().items():
            if model._abstract:
                continue
            with self.subTest(model=name):
                lines = access.search([("model_id.model", "=", name)])
                self.assertTrue(lines, "no ACL line")
                self.assertTrue(all(lines.mapped("group_id")), "an ACL line without group serves the whole internet")
                delegates = "crossbiz.case" in model._inherits  # Odoo applies the case's rules to its documents
                if not model._transient and not delegates and name not in WITHOUT_RULE:
                    found = rules.search([("model_id.model", "=", name)])
                    self.assertTrue(found, "no record rule")
                    company = found.filtered(lambda rule: "compan" in (rule.domain_force or "") and not rule.groups)
                    self.assertTrue(company, "no global company rule")
        self.assertLessEqual(set(WITHOUT_RULE), set(self._get_our_models()), "an exception for a model that is gone")

    def test_no_access_token(self):
        """None of our models is shared by a token in a link (portal pages would read it in superuser mode)."""
        for name, model in self._get_our_models().items():
            self.assertNotIn("access_token", model._fields, name)

    def _get_public_methods(self):
        """``(model, method)`` for what the classes of this addon define and RPC can reach."""
        for name, model_class in self.env.registry.items():
            for definition in model_class.mro():
                module = getattr(definition, "__module__", "")
                if not module.startswith("odoo.addons.crossbiz_addon.") or definition is model_class:
                    continue
                for method, member in vars(definition).items():
                    if not method.startswith("_") and callable(member) and not inspect.isclass(member):
                        parents = (getattr(parent, method, None) for parent in model_class.mro())
                        if not any(getattr(found, "_api_private", False) for found in parents):
                            yield name, method

    def _get_listed(self, name):
        """What is listed for a model and for the abstract models of ours that it is made of."""
        listed = {}
        for definition in self.env.registry[name].mro():
            listed.update(METHODS.get(getattr(definition, "_name", None), {}))
        return {**listed, **METHODS.get(name, {})}

    def test_every_public_method_is_on_the_list(self):
        """A public method is a door to the network: a new one has to be thought about, named and tried here."""
        unknown = sorted(
            {(name, method) for name, method in self._get_public_methods() if method not in self._get_listed(name)}
        )
        self.assertFalse(unknown, "public methods that are not on the list of test_core_access")

    def test_list_names_nothing_that_is_gone(self):
        for name, methods in METHODS.items():
            for method in methods:
                with self.subTest(model=name, method=method):
                    self.assertIn(name, self.env.registry)
                    self.assertTrue(callable(getattr(self.env[name], method, None)))

    def _get_wizard_values(self):
        """Each dialog, opened on a record that is none of the outsider's business."""
        case = {"case_id": self.running.case_id.id}
        node = {"node_id": self.records["crossbiz.node"]["running"].id}
        line = {"line_id": self.records["crossbiz.task.order.line"]["running"].id}
        request = {"request_id": self.records["crossbiz.resource.request"]["running"].id}
        period = {"date_from": "2026-03-09 02:00:00", "date_to": "2026-03-10 02:00:00"}
        meeting = {"meeting_id": self.records["crossbiz.meeting"]["running"].id}
        resolution = {"resolution_id": self.records["crossbiz.resolution"]["running"].id}
        return {
            "crossbiz.resource.as.of": {},
            "crossbiz.resource.extend": {**request, "date_to": "2026-03-20 00:00:00", "reason": "x"},
            "crossbiz.resource.finder": period,
            "crossbiz.resource.reason": {**request, "purpose": "refuse_return", "reason": "x"},
            "crossbiz.resource.write.off": {"resource_id": self.tracker.id, "reason": "x"},
            "crossbiz.meeting.reason": {**meeting, "purpose": "object", "reason": "x"},
            "crossbiz.resolution.done": {**resolution, "result": "x"},
            "crossbiz.rectification.answer": {
                "rectification_id": self.records["crossbiz.rectification"]["running"].id,
                "purpose": "accept",
                "text": "x",
            },
            "crossbiz.compliance.review.opinion": {
                "review_id": self.records["crossbiz.compliance.review"]["running"].id,
                "opinion": "fail",
                "reason": "x",
            },
            "crossbiz.audit.assign": {
                "audit_id": self.records["crossbiz.audit"]["running"].id,
                "line_ids": [(6, 0, self.records["crossbiz.audit.line"]["running"].ids)],
                "user_id": self.users["auditor"].id,
            },
            "crossbiz.audit.reason": {"audit_id": self.records["crossbiz.audit"]["running"].id, "reason": "x"},
            "crossbiz.violation.appeal": {
                "violation_id": self.records["crossbiz.violation"]["running"].id,
                "reason": "x",
            },
            "crossbiz.incident.escalate": {**case, "name": "x", "description": "x"},
            "crossbiz.incident.hold": {"incident_id": self.records["crossbiz.incident"]["running"].id},
            "crossbiz.incident.reason": {
                "incident_id": self.records["crossbiz.incident"]["running"].id,
                "reason": "x",
            },
            "crossbiz.dispute.text": {
                "dispute_id": self.records["crossbiz.dispute"]["running"].id,
                "purpose": "rule",
                "text": "x",
            },
            "crossbiz.acceptance.team": {"book_id": self.book.id},
            "crossbiz.progress.summary": {"book_id": self.book.id, "text": "x"},
            "crossbiz.task.book.compare": {"book_id": self.book.id, "left_id": self.book.sudo().version_ids.id},
            "crossbiz.task.book.new": {"book_id": self.book.id, "source": "book", "name": "x"},
            "crossbiz.case.cancel": {**case, "reason": "x"},
            "crossbiz.difficulty.report": {**case, "description": "x"},
            "crossbiz.node.extension": {**node, "deadline": "2026-03-20 00:00:00", "reason": "x"},
            "crossbiz.node.hand.over": {**node, "department_id": self.lead.id, "reason": "x"},
            "crossbiz.node.opinion": {**node, "outcome": "approved"},
            "crossbiz.task.order.line.accept": {**line, "note": "x"},
            "crossbiz.task.order.line.rework": {**line, "reason": "x"},
            "crossbiz.task.order.line.withdraw": {**line, "reason": "x"},
            "crossbiz.complaint.check": {},
            "crossbiz.setup": {},
            "crossbiz.workday.import": {"source": "china"},
        }

    def test_dialogs_take_only_what_they_are_about(self):
        """A dialog is about the record it was opened from; another model's record with the same id is none of it."""
        for name, values in self._get_wizard_values().items():
            dialogs = self.env[name]
            for field, value in values.items():
                target = dialogs._fields[field].comodel_name or ""
                if not dialogs._fields[field].default or not target.startswith("crossbiz."):
                    continue
                opener = self.running if field == "case_id" else self.env[target].browse(value)
                with self.subTest(dialog=name):
                    for model, found in ((opener._name, value), ("res.partner", False), ("no.such.model", False)):
                        context = {"active_model": model, "active_id": opener.id, "active_ids": opener.ids}
                        given = dialogs.with_context(**context).default_get([field])
                        self.assertEqual(given.get(field) or False, found, model)
                    context = {"active_model": opener._name, "active_id": f"{opener.id} or true"}
                    self.assertFalse(dialogs.with_context(**context).default_get([field]).get(field))

    def _get_victims(self):
        """A record of each model on the list that is none of the outsider's business."""
        victims = {name: self.env[name].create(values) for name, values in self._get_wizard_values().items()}
        if "crossbiz.setup.check" in self.env:
            victims["crossbiz.setup.check"] = victims["crossbiz.setup"].check_ids[:1]
        employee = self.users["sales_member"].employee_ids
        victims.update(
            {
                "hr.department": self.sales,
                "hr.employee": employee,
                "hr.version": employee.version_id,
                "res.company": self.company,
                "res.users": self.users["sales_member"],
                "res.groups": self.env.ref("crossbiz_addon.group_compliance"),
                "res.partner": self.partner,
                "crm.lead": self.lead_record,
                "maintenance.equipment": self.env["maintenance.equipment"].create({"name": f"Tracker {CANARY}"}),
                "project.project": self.book.sudo().project_id,
                "project.task": self.book.sudo().project_id.task_ids[:1],
                "project.milestone": self.book.sudo().project_id.milestone_ids[:1],
                "crossbiz.task.book.template": self.env["crossbiz.task.book.template"].create(
                    {
                        "name": f"Template {CANARY}",
                        "company_id": self.env["res.company"].create({"name": "Elsewhere"}).id,
                        "content": {"objective": CANARY},
                    }
                ),
                "calendar.event": self.records["crossbiz.meeting"]["running"].event_id,
                "calendar.attendee": self.records["crossbiz.meeting"]["running"].event_id.attendee_ids[:1],
            }
        )
        for model in METHODS:
            if model not in victims and not self.env[model]._abstract:
                victims[model] = self.records[model].get("running") or self.records[model]["shared"]
        return victims

    @mute_logger(*QUIET)
    def test_every_public_method_withstands_an_outsider(self):
        """Called with a foreign record by an outsider and a portal user, each refuses or does and shows nothing."""
        victims = self._get_victims()
        for name in METHODS:
            if self.env[name]._abstract:
                continue
            for method, how in self._get_listed(name).items():
                for login in ("outsider", "portal"):
                    with self.subTest(model=name, method=method, role=login):
                        if how == "record":
                            self._check_record_method(login, victims[name], method)
                        else:
                            self._check_method(login, victims[name], method, how)

    def _check_method(self, login, victim, method, how):
        model = victim._name
        by_model = getattr(getattr(type(victim), method), "_api_model", False)
        ids = () if by_model else (victim.ids,)
        takes = inspect.signature(getattr(type(victim), method)).parameters
        kwargs = {name: value for name, value in ARGUMENTS.get(method, {}).items() if name in takes}
        if method == "action_hand_over" and model == "crossbiz.node":
            kwargs = {"department": self.lead.id, "reason": "no"}
        answers = how == "open" or (how == "harmless" and login != "portal")
        with self.undone():
            if not answers:
                with self.assertRaises(UserError):  # AccessError is one
                    self.rpc(login, model, method, *ids, **kwargs)
                return
            before = self.count_written_rows()
            answer = self.rpc(login, model, method, *ids, **kwargs)
            self.assertEqual(self.count_written_rows(), before, "a call that refuses nothing wrote something")
            self.assertNotIn(CANARY, repr(answer).lower())

    def _check_record_method(self, login, victim, method):
        model = victim._name
        values = self._get_write_values(model, "running") if model in self.records else {"name": "Forged"}
        if self.env[model]._transient:
            values = {"reason": "Forged"} if "reason" in victim._fields else {}
        calls = {
            "create": lambda: self.rpc(login, model, "create", [self._get_forged(model)]),
            "write": lambda: self.rpc(login, model, "write", victim.ids, values),
            "unlink": lambda: self.rpc(login, model, "unlink", victim.ids),
            "copy_data": lambda: self.rpc(login, model, "copy_data", victim.ids),
            "onchange": lambda: self.rpc(
                login, model, "onchange", [], self._get_forged(model), [], {"display_name": {}}
            ),
        }
        with self.undone(), self.assertRaises(UserError):
            calls[method]()

    def _get_forged(self, model):
        if model in self.records:
            return self._get_create_values(model, "running" if model == "crossbiz.task.order.line" else "sales")
        if model == "calendar.attendee":
            event = self.records["crossbiz.meeting"]["running"].event_id
            return {"event_id": event.id, "partner_id": self.partner.id}
        if model == "project.task":  # without a project, Odoo lets everybody have tasks of their own
            return {"name": "Forged", "project_id": self.book.sudo().project_id.id}
        return self._get_wizard_values().get(model, {"name": "Forged"})


@tagged("post_install", "-at_install")
class TestLeaks(AccessCase):
    """What an outsider could learn beside the records themselves."""

    PEOPLE = ("outsider", "employee", "portal")

    def _get_pointers(self):
        """Every field of our models that points at one of our records: ``(model, field, id)``."""
        targets = {name: rows.get("running") or rows.get("own") for name, rows in self.records.items()}
        for name in self.env.registry:
            if not name.startswith("crossbiz.") or self.env[name]._abstract:
                continue
            for field in self.env[name]._fields.values():
                if field.type == "many2one" and field.comodel_name in targets and field.comodel_name != name:
                    yield name, field.name, targets[field.comodel_name].id

    @mute_logger(*QUIET)
    def test_onchange_of_a_pointer_shows_nothing(self):
        """Pointing a new record at a foreign case in a form shows neither its name nor anything related to it."""
        for model, name, target_id in self._get_pointers():
            spec = {
                field.name: {"fields": {"display_name": {}}} if field.type == "many2one" else {}
                for field in self.env[model]._fields.values()
                if field.type not in ("one2many", "many2many", "reference", "many2one_reference")
            }
            for login in self.PEOPLE:
                with self.subTest(model=model, field=name, role=login), self.undone():
                    try:
                        answer = self.rpc(login, model, "onchange", [], {name: target_id}, [name], spec)
                    except UserError:
                        continue
                    self.assertNotIn(CANARY, repr(answer).lower())

    def test_onchange_of_a_pointer_shows_its_readers_what_it_is(self):
        """The counterpart of the test above: it would see a name if there were one."""
        line = {"order_id": self.running.id}
        spec = {"display_name": {}, "company_id": {"fields": {"display_name": {}}}, "order_need": {}}
        answer = self.rpc("sales_member", "crossbiz.task.order.line", "onchange", [], line, ["order_id"], spec)
        self.assertIn(CANARY, repr(answer).lower())

    @mute_logger(*QUIET)
    def test_wizard_with_a_foreign_pointer_shows_nothing(self):
        """A dialog opened on a foreign record (a console does it) shows neither its name nor its dates."""
        for model, name, target_id in self._get_pointers():
            if not self.env[model]._transient:
                continue
            values = {
                "reason": "x",
                "description": "x",
                "note": "x",
                "outcome": "done",
                "department_id": self.lead.id,
                "deadline": "2026-03-20 00:00:00",
                "date_to": "2026-03-20 00:00:00",
                "result": "x",
            }
            values = {key: value for key, value in values.items() if key in self.env[model]._fields}
            if "purpose" in self.env[model]._fields:
                values["purpose"] = self.env[model]._fields["purpose"].selection[0][0]
            deadline = str(self.records["crossbiz.node"]["running"].deadline)
            for login in self.PEOPLE:
                with self.subTest(model=model, field=name, role=login), self.undone():
                    try:
                        wizard_id = self.rpc(login, model, "create", {**values, name: target_id})
                        answer = self.rpc(login, model, "read", [wizard_id])
                    except UserError:
                        continue
                    self.assertNotIn(CANARY, repr(answer).lower())
                    self.assertNotIn(deadline, str(answer[0].get("old_deadline")))

    @mute_logger(*QUIET)
    def test_chatter_files_and_ratings_of_a_foreign_order(self):
        """An outsider finds no message, activity, file or rating of an order of others."""
        order = self.as_user(self.running, "sales_officer")
        order.message_post(body=f"Message {CANARY}", message_type="comment")
        order.activity_schedule("mail.mail_activity_data_todo", summary=f"Activity {CANARY}", user_id=order.env.uid)
        self.env["ir.attachment"].create(
            {"name": f"file {CANARY}", "raw": b"x", "res_model": order._name, "res_id": order.id}
        )
        self.running._rating_get_access_token()
        for model in ("mail.message", "mail.activity", "ir.attachment", "rating.rating", "mail.notification"):
            domain = [("res_model" if model != "mail.message" else "model", "=", order._name)]
            if model == "mail.notification":
                domain = [("mail_message_id.model", "=", order._name)]
            for login in self.PEOPLE:
                with self.subTest(model=model, role=login):
                    try:
                        self.assertFalse(self.rpc(login, model, "search_read", domain))
                    except AccessError:
                        continue

    @mute_logger(*QUIET)
    def test_rating_token_is_the_customers(self):
        """Who serves an order never reads the token of its rating, which would let them rate themselves."""
        token = self.running._rating_get_access_token()
        for login in ("sales_officer", "tech_officer", "decision_maker", "manager", "auditor"):
            with self.subTest(role=login):
                for model, domain in (("rating.rating", []), ("crossbiz.task.order", [("id", "=", self.running.id)])):
                    try:
                        self.assertNotIn(token, repr(self.rpc(login, model, "search_read", domain)))
                    except AccessError:
                        continue

    def test_neighbours_stay_readable_without_our_groups(self):
        """An employee in none of our groups still reads customers, leads and departments as before."""
        self.users["employee"].group_ids |= self.env.ref("sales_team.group_sale_salesman_all_leads")
        self.env.flush_all()
        for record in (self.partner, self.lead_record, self.sales):
            ours = [name for name in record._fields if "crossbiz" in name]
            readable = self.rpc("employee", record._name, "fields_get", ours, ["type"])
            with self.subTest(model=record._name):
                self.rpc("employee", record._name, "read", record.ids, sorted(readable))

    def test_counts_on_neighbours_follow_the_rules(self):
        """The counter on a customer counts the orders that the reader may see."""
        counts = {
            login: self.rpc(login, "res.partner", "read", self.partner.ids, ["crossbiz_task_order_count"])[0][
                "crossbiz_task_order_count"
            ]
            for login in ("outsider", "tech_officer", "sales_member", "decision_maker", "employee")
        }
        self.assertEqual(
            counts, {"outsider": 1, "tech_officer": 1, "sales_member": 2, "decision_maker": 3, "employee": 0}
        )

    @mute_logger(*QUIET)
    def test_search_is_no_oracle(self):
        """Nobody finds out by searching or counting what a foreign case is called."""
        guesses = {
            "crossbiz.case": [("name", "ilike", CANARY)],
            "crossbiz.task.order": ["|", ("name", "ilike", CANARY), ("need", "ilike", CANARY)],
            "crossbiz.task.order.line": [("order_id.need", "ilike", CANARY)],
            "crossbiz.node": [("subject", "ilike", CANARY)],
            "crossbiz.journal": [("note", "ilike", CANARY)],
            "crossbiz.resource": [("request_ids.purpose", "ilike", CANARY)],
            "crossbiz.resource.request": ["|", ("name", "ilike", CANARY), ("purpose", "ilike", CANARY)],
            "crossbiz.resource.evaluation": [("request_id.purpose", "ilike", CANARY)],
            "crossbiz.resource.allocation": [("request_id.purpose", "ilike", CANARY)],
            "crossbiz.resource.feedback": [("effect", "ilike", CANARY)],
            "crossbiz.resource.inspection": [("note", "ilike", CANARY)],
            "crossbiz.resource.use.extension": [("reason", "ilike", CANARY)],
            "crossbiz.resource.move": [("condition", "ilike", CANARY)],
            "crossbiz.meeting": ["|", ("name", "ilike", CANARY), ("minutes", "ilike", CANARY)],
            "crossbiz.meeting.attendance": ["|", ("note", "ilike", CANARY), ("meeting_id.name", "ilike", CANARY)],
            "crossbiz.resolution": ["|", ("name", "ilike", CANARY), ("meeting_id.minutes", "ilike", CANARY)],
            "crossbiz.task.book": ["|", ("name", "ilike", CANARY), ("objective", "ilike", CANARY)],
            "crossbiz.task.book.milestone": ["|", ("name", "ilike", CANARY), ("book_id.objective", "ilike", CANARY)],
            "crossbiz.task.book.assignment": [("book_id.name", "ilike", CANARY)],
            "crossbiz.task.book.indicator": [("book_id.name", "ilike", CANARY)],
            "crossbiz.task.book.version": [("snapshot", "ilike", CANARY)],
            "crossbiz.progress.report": ["|", ("done", "ilike", CANARY), ("book_id.name", "ilike", CANARY)],
            "crossbiz.acceptance": [("book_id.name", "ilike", CANARY)],
            "crossbiz.acceptance.member": [("acceptance_id.book_id.name", "ilike", CANARY)],
            "crossbiz.acceptance.finding": [("acceptance_id.book_id.name", "ilike", CANARY)],
            "crossbiz.retrospective": [("summary", "ilike", CANARY)],
            "crossbiz.lesson": [("retrospective_id.summary", "ilike", CANARY)],
            "crossbiz.rectification": ["|", ("problem", "ilike", CANARY), ("requirement", "ilike", CANARY)],
            "crossbiz.violation": [("description", "ilike", CANARY)],
            "crossbiz.audit": ["|", ("conclusion", "ilike", CANARY), ("line_ids.remark", "ilike", CANARY)],
            "crossbiz.audit.line": ["|", ("remark", "ilike", CANARY), ("case_id.name", "ilike", CANARY)],
            "crossbiz.audit.check": [("remark", "ilike", CANARY)],
            "crossbiz.audit.figure": [("audit_id.conclusion", "ilike", CANARY)],
            "crossbiz.risk.assessment": [("risk_ids.measure", "ilike", CANARY)],
            "crossbiz.risk": ["|", ("name", "ilike", CANARY), ("case_id.name", "ilike", CANARY)],
            "crossbiz.compliance.review": ["|", ("reason", "ilike", CANARY), ("check_ids.remark", "ilike", CANARY)],
            "crossbiz.compliance.check": [("remark", "ilike", CANARY)],
            "crossbiz.compliance.condition": [("name", "ilike", CANARY)],
            "crossbiz.incident.member": [("incident_id.description", "ilike", CANARY)],
            "crossbiz.incident.action": [("incident_id.cause", "ilike", CANARY)],
            "crossbiz.incident.improvement": [("incident_id.name", "ilike", CANARY)],
            "crossbiz.incident.suspension": ["|", ("reason", "ilike", CANARY), ("case_id.name", "ilike", CANARY)],
            "crossbiz.dispute": ["|", ("name", "ilike", CANARY), ("case_id.name", "ilike", CANARY)],
            "crossbiz.dispute.position": [("dispute_id.name", "ilike", CANARY)],
            "project.project": [("name", "ilike", CANARY)],
            "res.partner": [("crossbiz_task_order_ids.need", "ilike", CANARY)],
            "hr.department": [("crossbiz_officer_ids.login", "=", CANARY)],
        }
        foreign = (self.records[f"crossbiz.{name}"]["foreign"] for name in ("resource.request", "task.book"))
        for own in (self.foreign, *foreign):
            own.with_user(self.users["outsider"]).unlink()
        for login in self.PEOPLE:
            for model, domain in guesses.items():
                with self.subTest(model=model, role=login):
                    try:
                        self.assertEqual(self.rpc(login, model, "search_count", domain), 0)
                    except AccessError:
                        continue

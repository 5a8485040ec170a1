"""Columns that phones and servers add to an export, which no questionnaire asks for."""

from __future__ import annotations

ADDED_BY_SERVERS = frozenset(
    {
        *("start", "end", "today", "starttime", "endtime", "username", "deviceid", "phonenumber", "email", "simserial"),
        *("subscriberid", "audit", "_id", "_uuid", "_submission_time", "_validation_status", "_notes", "_status"),
        *("_submitted_by", "__version__", "_tags", "rootUuid", "_index", "KEY", "SubmissionDate", "SubmitterID"),
        *("SubmitterName", "ReviewState", "DeviceID", "Edits", "FormVersion", "formdef_version", "instanceID"),
    }
)
"""As KoboToolbox, ODK Central and SurveyCTO name them."""

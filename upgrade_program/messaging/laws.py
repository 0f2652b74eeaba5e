"""What only a trigger can state of a message."""

import pgtrigger

from upgrade_program.foundation.database.laws import never_when

MESSAGE_LAWS = [
    never_when(
        "a_report_stands_as_it_came",
        pgtrigger.Update,
        "OLD.report <> '' AND (NEW.report, NEW.reported_at) IS DISTINCT FROM (OLD.report, OLD.reported_at)",
        "the first that a provider told of a message stands",
    ),
    never_when(
        "a_sent_message_stays_sent",
        pgtrigger.Update,
        "OLD.state = 'sent' AND (NEW.state, NEW.ended_at, NEW.text_id) IS DISTINCT FROM (OLD.state, OLD.ended_at, OLD.text_id)",
        "what was sent cannot be taken back, nor said otherwise",
    ),
]

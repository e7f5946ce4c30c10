"""Every problem this service tells of: under its `type` stands what it means and how it is mended."""

from __future__ import annotations

from domain.kernel.errors import NotFound
from licensing.http.problems import Problem

_MEANINGS = (
    (400, "HTTP", "The request cannot be read as HTTP asks for it.", "Compare the request with GET /api."),
    (401, "SIGN_IN_FIRST", "Nobody is signed in, or no token was sent.", "Sign in, or send a bearer token."),
    (401, "TOKEN_REFUSED", "The token is not of the issuer, not for this service, or expired.", "Fetch a new one."),
    (403, "DENIED", "The role may not do this, or not for this State.", "The rule named is told at /access."),
    (403, "FORM_NOT_OURS", "The form belongs to another session.", "Load the page again and send it from there."),
    (404, "NOT_FOUND", "Nothing of that name is on record, or nothing you may see.", "Check it, or search for it."),
    (404, "NO_SUCH_ADDRESS", "There is nothing at this address.", "GET /api lists every address."),
    (404, "NO_DEMO_ISSUER", "There is no built-in issuer here.", "Ask the issuer of your authority."),
    (405, "METHOD_NOT_ALLOWED", "The address does not take that method.", "The Allow header lists those it takes."),
    (409, "EXPIRED", "The licence has run out by the day named.", "The exporter needs a new licence."),
    (409, "FINDING_NOT_OPEN", "Only an open finding is disposed of.", "Read it again."),
    (409, "FOUR_EYES", "Who applied, assessed or proposed does not decide as well.", "Have another person decide."),
    (409, "NO_SLIP_BUT_A_DECISION", "A decision is not corrected.", "Change or end it by an order of its own."),
    (409, "LICENCE_EXISTS", "A licence of that number is on record.", "Choose another reference."),
    (409, "NOT_IN_THIS_STATE", "The thing is in a state in which this is not ordered.", "Read it again."),
    (412, "STALE", "It changed since it was read.", "Read it again, judge it, and repeat with its new ETag."),
    (413, "TOO_LONG", "The body is longer than one order may be.", "Send what belongs to one order."),
    (415, "NOT_JSON", "The body is said to be something else than JSON.", "Send it as application/json."),
    (422, "ANOTHER_DECLARATION", "The goods are declared under another number.", "Cite the number on record."),
    (422, "ANOTHER_STATE", "This is for another State to say.", "Correct the State, or write to that State."),
    (422, "ASSESSMENT_MISSING", "An assessment needs words.", "Say in a sentence what was looked into."),
    (422, "CLAIMS_LAW", "What the law asks for is for officers to determine.", "Leave `claimed` out."),
    (422, "CURSOR", "The cursor is of another list or order.", "Take `next` of the page before, with the same sort."),
    (422, "FORM", "The form cannot be read.", "Load the page again and fill it in there."),
    (422, "GROUND_MISSING", "What is determined needs a ground and a reference.", "Give each in a sentence."),
    (422, "IDEMPOTENCY_KEY", "The key is too short, too long, or not ASCII.", "Make a random key of 8 to 128 signs."),
    (422, "IF_MATCH", "If-Match names no version.", "Send the ETag of the thing itself, one alone."),
    (422, "INVALID", "The request does not fit its description.", "Correct what `errors` points at."),
    (422, "KEY_USED_OTHERWISE", "The Idempotency-Key stands for another request.", "Use a new key."),
    (422, "MOMENT", "The text is not a moment.", "Write 2030-05-03 or 2030-05-03T12:00:00+02:00."),
    (422, "NOTHING_NAMED", "A notice must say what it is about.", "Name the licence or the import authorization."),
    (422, "NOTHING_TO_REPLACE", "The consignment to be replaced is not declared here.", "Name one that is."),
    (422, "CONTROL_DATE_PASSED", "A declaration is dated the day of acceptance.", "Date it so, or enter it as LATE."),
    (422, "CONTROL_DATE_TO_COME", "The control date is still to come.", "Date it the day of acceptance."),
    (422, "NOT_ACCEPTED_NOW", "The time is more than a day from the clock.", "Enter it as LATE, with the reason."),
    (422, "CORRECTED_ALREADY", "Another entry has taken its place.", "Correct the entry that has."),
    (422, "NOT_RETROACTIVE", "That day has passed.", "Name today or a later day."),
    (422, "NOTHING_TO_CORRECT", "That is no entry of your office of this kind.", "Name the id of one that is."),
    (422, "NOT_DECLARED", "The consignment is not declared.", "Declare it first."),
    (422, "NOT_HAPPENED_YET", "The time named is still to come.", "Enter it when it has happened."),
    (422, "NOT_THE_ISSUER", "Only the issuing authority amends a licence.", "Say ISSUING_AUTHORITY, if you are."),
    (422, "NOT_TODAY", "The day named is not that of the order.", "Name the day told, or order it on that day."),
    (422, "NO_PERSON", "Nobody knows which person is behind the account.", "Have your token name you as `person`."),
    (422, "NO_SUCH_DISPOSITION", "There is no such judgement.", "EXPLAINED, CONFIRMED or REFERRED."),
    (422, "NO_SUCH_GROUND", "The law names no such ground of refusal.", "Name one or more of those told."),
    (422, "NO_SUCH_LINE", "The application asks for no such line.", "Name each line that is asked for once."),
    (422, "NO_SUCH_OFFICER", "There is no demo officer of that name.", "The sign-in page lists them."),
    (422, "NO_SUCH_PARAMETER", "The address does not take that parameter.", "Those it takes are told."),
    (422, "NO_SUCH_RECOMMENDATION", "There is no such recommendation.", "GRANT or REFUSE."),
    (422, "NO_SUCH_ROW", "A row is none of that list.", "Compare the rows with the form of the list."),
    (422, "NO_SUCH_WORD", "The word stands for nothing there.", "Name one of those told."),
    (422, "OWN_AUTHORIZATION", "A State does not copy its own authorization.", "Issue it instead."),
    (422, "PLACE_MISSING", "A licence names its place of issue.", "Name the place."),
    (422, "REASON_MISSING", "A decision needs a reason.", "Say in a sentence why."),
    (422, "REASON_TOO_LONG", "The reason is too long.", "Refer to the file for the rest."),
    (422, "REPLACES_ANOTHER", "It takes the place of another already.", "Say that again, or take another number."),
    (422, "ROUTE_NUMBERS", "Two stops of the route have one number.", "Number them in their order."),
    (422, "SEVERITY", "A severity is a number from 1 to 5.", "Choose one from the list."),
    (422, "STOP_NOW_ALONE", "A finding that says stop now is closed alone.", "Close it by itself."),
    (422, "SORT", "There is no such order.", "Choose one from the list."),
    (422, "STATE_TWICE", "A State of transit was determined twice.", "Determine each once."),
    (422, "WAIVER_OVER", "The waiver would be over already.", "Name a last day that is still to come."),
    (428, "IF_MATCH_MISSING", "A decision must name what was judged.", "Send the ETag as If-Match."),
    (500, "INTERNAL", "The service failed to answer.", "Try again, and report the X-Request-Id of the answer."),
    (503, "KEYS_AWAY", "The keys of the issuer cannot be fetched.", "Try again in a moment."),
    (503, "NOT_THERE_YET", "The views have not reached the position.", "Ask again in a moment, or without `after`."),
    (503, "STORE_AWAY", "The store does not answer just now.", "Try again in a moment."),
    (503, "VIEW_OUTDATED", "The views were made by another version.", "Run `counterfoil rebuild all`."),
)
_OF_TOOLS = (
    (409, "NOT_ALL_CAN_CLOSE", "Some findings cannot be closed, so none was.", "Leave those out that are named."),
    (409, "WHAT_IF_BUSY", "Another what-if question is being worked at.", "Ask again in a few minutes."),
    (422, "AMBIGUOUS_NUMBER", "The plain name stands for several numbers.", "Name the rule, or the number itself."),
    (422, "MONTH", "The text is not a month.", "Write a month as 2031-05."),
    (422, "NOTHING_IS_CHANGED", "The question changes nothing.", "Change a number, name a law, or leave a rule out."),
    (422, "NOTHING_SELECTED", "No finding is named.", "Name findings, each with the evidence that was seen."),
    (422, "NOT_SUCH_A_NUMBER", "The number cannot have that value.", "Keep within the limits that are told."),
    (422, "NO_CHANGE", "A change of the law is not written as one.", "Write NAME=VALUE, each name once."),
    (422, "NO_LAW_IN_FILE", "The file holds no parameters.", "Write rows as domain/data/law.toml has them."),
    (422, "NO_SUCH_DAY", "The text is not a day.", "Write a day as 2031-05-03."),
    (422, "NO_SUCH_LAW", "There is no law of that name.", "Name default-1, or a day on which it was in force."),
    (422, "NO_SUCH_NUMBER", "The law has no number of that name.", "Those there are are told."),
    (422, "NO_SUCH_RULE", "There is no such rule.", "GET /api/v1/rules lists them."),
    (422, "TOO_MANY", "More than one answer or order may hold.", "Narrow the filter."),
)
CODES = {code: Problem(status, code, detail, mend) for status, code, detail, mend in (*_MEANINGS, *_OF_TOOLS)}


def meaning(name: str) -> Problem:
    """What stands behind the type of a problem; raises NotFound for one that does not exist."""
    found = CODES.get(name.upper().replace("-", "_"))
    if found is None:
        raise NotFound
    return found

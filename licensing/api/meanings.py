"""Every problem this service tells of: under its `type` stands what it means and how it is mended."""

from __future__ import annotations

from domain.errors import NotFound
from licensing.api.problems import Problem

_MEANINGS = (
    (401, "SIGN_IN_FIRST", "Nobody is signed in, or no token was sent.", "Sign in, or send a bearer token."),
    (401, "TOKEN_REFUSED", "The token is not of the issuer, not for this service, or expired.", "Fetch a new one."),
    (403, "DENIED", "The role may not do this, or not for this State.", "The rule named is told at /access."),
    (403, "FORM_NOT_OURS", "The form belongs to another session.", "Load the page again and send it from there."),
    (404, "NOT_FOUND", "Nothing of that name is on record, or nothing you may see.", "Check it, or search for it."),
    (404, "NO_SUCH_ADDRESS", "There is nothing at this address.", "GET /api lists every address."),
    (404, "NO_DEMO_ISSUER", "There is no built-in issuer here.", "Ask the issuer of your authority."),
    (405, "METHOD_NOT_ALLOWED", "The address does not take that method.", "The Allow header lists those it takes."),
    (409, "FINDING_NOT_OPEN", "Only an open finding is disposed of.", "Read it again."),
    (412, "STALE", "It changed since it was read.", "Read it again, judge it, and repeat with its new ETag."),
    (422, "CURSOR", "The cursor is of another list or order.", "Take `next` of the page before, with the same sort."),
    (422, "INVALID", "The request does not fit its description.", "Correct what `errors` points at."),
    (422, "KEY_USED_OTHERWISE", "The Idempotency-Key stands for another request.", "Use a new key."),
    (422, "MOMENT", "The text is not a moment.", "Write 2030-05-03 or 2030-05-03T12:00:00+02:00."),
    (422, "NO_SUCH_DISPOSITION", "There is no such judgement.", "EXPLAINED, CONFIRMED or REFERRED."),
    (422, "NO_SUCH_OFFICER", "There is no demo officer of that name.", "The sign-in page lists them."),
    (422, "NO_SUCH_PARAMETER", "The address does not take that parameter.", "Those it takes are told."),
    (422, "REASON_MISSING", "A disposition needs a reason.", "Say in a sentence why the finding can be closed."),
    (422, "REASON_TOO_LONG", "The reason is too long.", "Refer to the file for the rest."),
    (422, "SEVERITY", "A severity is a number from 1 to 5.", "Choose one from the list."),
    (422, "SORT", "There is no such order.", "Choose one from the list."),
    (428, "IF_MATCH_MISSING", "A decision must name what was judged.", "Send the ETag as If-Match."),
    (500, "INTERNAL", "The service failed to answer.", "Try again, and report the time of it if it stays."),
    (503, "KEYS_AWAY", "The keys of the issuer cannot be fetched.", "Try again in a moment."),
    (503, "NOT_THERE_YET", "The views have not reached the position.", "Ask again in a moment, or without `after`."),
    (503, "STORE_AWAY", "The store does not answer just now.", "Try again in a moment."),
    (503, "VIEW_OUTDATED", "The views were made by another version.", "Run `counterfoil rebuild all`."),
)
CODES = {code: Problem(status, code, detail, mend) for status, code, detail, mend in _MEANINGS}


def meaning(name: str) -> Problem:
    """What stands behind the type of a problem; raises NotFound for one that does not exist."""
    found = CODES.get(name.upper().replace("-", "_"))
    if found is None:
        raise NotFound
    return found

"""Every route × every role = the answer it gets. 302 without a login is the way to the sign-in.

A new route of ours fails here until it has its line. A POST is sent empty: it shows who gets as far as the form.
"""

import pytest
from django.db import transaction
from django.utils import timezone

from tests import make
from tests.world import ROLES, World, named_routes

# route: GET by role | POST by role; "in" is the way to the sign-in, a single answer is everybody's.
# `#draft`, `#review` and `#fresh` ask for a draft, a deed in review, an organisation not verified yet.
TABLE = {
    "api:docs": "200 | 405",
    "api:openapi-json": "200 | 200",
    "api:all_campaigns": "200 | 405",
    "api:all_territories": "200 | 405",
    "api:all_organisations": "200 | 405",
    "api:all_appeals": "200 | 400",
    "api:pledge": "405 | 400",
    "api:one_appeal": "200 | 405",
    "api:all_deeds": "200 | 405",
    "api:all_heroes": "200 | 405",
    "api:all_stories": "200 | 405",
    "api:one_deed": "200 | 405",
    "api:tally": "200 | 405",
    "api:figure": "404 | 405",
    "api:relay": "404 | 405",
    "api:sign_up": "405 | 400",
    "api:check_in": "405 | 400",
    "api:see": "200 | 405",
    "api:cancel": "200 | 405",
    "api:api-root": "404 | 404",
    "ops:healthz": "200 | 405",
    "ops:readyz": "503 | 405",
    "ops:metrics": "200 | 405",
    "status:status": "200 | 405",
    "bare": "302 | 405",
    "short": "302 | 405",
    "map_card": "200 | 405",
    "map_data": "200 | 405",
    "deeds_ics": "200 | 405",
    "deeds_atom": "200 | 405",
    "embed_deeds": "200 | 405",
    "embed_map": "200 | 405",
    "robots": "200 | 405",
    "sitemap": "200 | 405",
    "sitemap_part": "200 | 405",
    "favicon": "302 | 405",
    "manifest": "200 | 405",
    "embed_tally": "200 | 405",
    "news_atom": "200 | 405",
    "newsroom:news": "200 | 405",
    "newsroom:story": "200 | 405",
    "newsroom:stories": "in 404 404 404 404 200 200 | in 405 405 405 405 405 405",
    "newsroom:new": "in 404 404 404 404 200 200 | in 404 404 404 404 422 422",
    "newsroom:edit": "in 404 404 404 404 200 404 | in 404 404 404 404 422 404",
    "newsroom:preview": "in 404 404 404 404 200 404 | in 405 405 405 405 405 405",
    "newsroom:act": "in 405 405 405 405 405 405 | in 404 404 404 404 302 404",
    "newsroom:press": "200 | 405",
    "newsroom:kit": "404 | 405",
    "seals_atom": "200 | 405",
    "appeals:new": "200 | 422",
    "appeals:needs": "in 200 200 200 200 200 200 | in 405 405 405 405 405 405",
    "appeals:save_search": "in 405 405 405 405 405 405 | in 302 302 302 302 302 302",
    "appeals:search_act": "in 405 405 405 405 405 405 | in 404 404 404 404 404 404",
    "appeals:giving": "in 200 200 200 200 200 200 | in 200 200 200 200 200 200",
    "appeals:reply_times": "in 404 404 404 404 200 200 | in 405 405 405 405 405 405",
    "appeals:pledges": "in 200 200 200 200 200 200 | in 405 405 405 405 405 405",
    "appeals:pledge_act": "in 405 405 405 405 405 405 | in 404 404 404 404 404 404",
    "appeals:pledge": "in 200 200 200 200 200 200 | in 422 422 422 422 422 422",
    "appeals:follow": "200 | 405",
    "appeals:follow_act": "405 | 302",
    "appeals:received": "405 | 404",
    "appeals:support": "in 405 405 405 405 405 405 | in 302 302 302 302 302 302",
    "appeals:check": "in 404 404 404 404 200 404 | in 405 405 405 405 405 405",
    "appeals:check_act": "in 405 405 405 405 405 405 | in 404 404 404 404 422 404",
    "appeals:check#draft": "in 404 404 404 404 200 404 | in 405 405 405 405 405 405",
    "appeals:picture_act": "in 405 405 405 405 405 405 | in 404 404 404 404 404 404",
    "appeals:arrived": "in 405 405 405 405 405 405 | in 404 404 404 404 404 404",
    "deeds:new": "in 200 200 200 200 200 200 | in 422 422 422 422 422 422",
    "deeds:preview": "in 302 302 302 302 302 302 | in 302 302 302 302 302 302",
    "deeds:start_anew": "in 405 405 405 405 405 405 | in 302 302 302 302 302 302",
    "deeds:step": "in 302 302 302 302 302 302 | in 302 302 302 302 302 302",
    "deeds:for_appeal": "in 302 302 302 302 302 302 | in 405 405 405 405 405 405",
    "deeds:mine": "in 200 200 200 200 200 200 | in 200 200 200 200 200 200",
    "deeds:manage": "in 404 200 404 404 200 404 | in 404 200 404 404 200 404",
    "deeds:manage#draft": "in 404 200 404 404 200 404 | in 404 200 404 404 200 404",
    "deeds:manage#review": "in 404 200 404 404 200 404 | in 404 200 404 404 200 404",
    "deeds:edit": "in 404 200 404 404 200 404 | in 404 422 404 404 422 404",
    "deeds:edit#draft": "in 404 200 404 404 200 404 | in 404 422 404 404 422 404",
    "deeds:hand_in": "in 405 405 405 405 405 405 | in 404 302 404 404 302 404",
    "deeds:hand_in#draft": "in 405 405 405 405 405 405 | in 404 302 404 404 302 404",
    "deeds:announce": "in 405 405 405 405 405 405 | in 404 302 404 404 302 404",
    "deeds:announce#review": "in 405 405 405 405 405 405 | in 404 302 404 404 302 404",
    "deeds:refuse": "in 405 405 405 405 405 405 | in 404 422 404 404 422 404",
    "deeds:refuse#review": "in 405 405 405 405 405 405 | in 404 422 404 404 422 404",
    "deeds:cancel": "in 404 200 404 404 200 404 | in 404 422 404 404 422 404",
    "deeds:copy": "in 404 200 404 404 200 404 | in 404 422 404 404 422 404",
    "deeds:repeat": "in 404 200 404 404 200 404 | in 404 422 404 404 422 404",
    "deeds:report": "in 404 200 404 404 200 404 | in 404 422 404 404 422 404",
    "deeds:together": "in 404 404 404 404 404 404 | in 404 404 404 404 404 404",
    "deeds:rights": "in 404 200 404 404 200 404 | in 404 422 404 404 422 404",
    "deeds:end_right": "in 405 405 405 405 405 405 | in 404 302 404 404 302 404",
    "deeds:right": "in 200 200 200 200 200 200 | in 302 302 302 302 302 302",
    "deeds:part_ways": "in 405 405 405 405 405 405 | in 404 404 404 404 404 404",
    "deeds:photos": "in 404 200 404 404 200 404 | in 404 422 404 404 422 404",
    "deeds:photo_act": "in 405 405 405 405 405 405 | in 404 404 404 404 404 404",
    "photo": "404 | 405",
    "deeds:verify": "in 405 405 405 405 405 405 | in 404 302 404 404 302 404",
    "organisations:register": "in 200 200 200 200 200 200 | in 422 422 422 422 422 422",
    "organisations:mine": "in 200 200 200 200 200 200 | in 200 200 200 200 200 200",
    "organisations:review": "in 200 200 200 200 200 200 | in 200 200 200 200 200 200",
    "organisations:join": "in 200 200 200 200 200 200 | in 302 302 302 302 302 302",
    "organisations:manage": "in 404 200 200 404 200 404 | in 404 200 200 404 200 404",
    "organisations:manage#fresh": "in 404 200 404 404 200 404 | in 404 200 404 404 200 404",
    "organisations:edit": "in 404 200 404 404 404 404 | in 404 422 404 404 404 404",
    "organisations:invite": "in 405 405 405 405 405 405 | in 404 422 404 404 404 404",
    "organisations:leave": "in 405 405 405 405 405 405 | in 404 302 302 404 404 404",
    "organisations:remove": "in 405 405 405 405 405 405 | in 404 302 404 404 404 404",
    "organisations:verify": "in 405 405 405 405 405 405 | in 302 302 302 302 302 302",
    "organisations:verify#fresh": "in 405 405 405 405 405 405 | in 302 302 302 302 302 302",
    "territories:choose": "200 | 405",
    "territories:outlines": "200 | 405",
    "people:welcome": "in 302 302 302 302 302 302 | in 302 302 302 302 302 302",
    "people:profile": "in 200 200 200 200 200 200 | in 200 200 200 200 200 200",
    "people:add_contact": "in 200 200 200 200 200 200 | in 200 200 200 200 200 200",
    "people:prove_contact": "in 302 302 302 302 302 302 | in 302 302 302 302 302 302",
    "people:roles": "in 200 200 200 200 200 200 | in 200 200 200 200 200 200",
    "people:give_role": "in 302 302 302 302 200 200 | in 302 302 302 302 200 200",
    "people:end_role": "in 405 405 405 405 405 405 | in 404 404 404 404 302 404",
    "notifications:letters": "in 200 200 200 200 200 200 | in 422 422 422 422 422 422",
    "forum:list": "200 | 405",
    "forum:new": "in 404 404 404 404 404 404 | in 404 404 404 404 404 404",
    "forum:guest": "200 | 422",
    "forum:forum": "200 | 405",
    "forum:manage": "in 404 404 404 404 200 404 | in 405 405 405 405 405 405",
    "forum:manage_act": "in 405 405 405 405 405 405 | in 404 404 404 404 422 404",
    "forum:seating": "in 404 404 404 404 404 404 | in 405 405 405 405 405 405",
    "forum:badges": "in 404 404 404 404 404 404 | in 405 405 405 405 405 405",
    "forum:diplomas": "in 404 404 404 404 404 404 | in 405 405 405 405 405 405",
    "heroes:roll": "200 | 405",
    "heroes:how": "200 | 405",
    "heroes:nominate": "200 | 422",
    "heroes:follow": "200 | 405",
    "heroes:follow_act": "405 | 302",
    "heroes:consent": "200 | 422",
    "heroes:checks": "in 200 200 200 200 200 200 | in 405 405 405 405 405 405",
    "heroes:check": "in 404 404 404 404 200 404 | in 405 405 405 405 405 405",
    "heroes:check_act": "in 405 405 405 405 405 405 | in 404 404 404 404 422 404",
    "heroes:prize": "in 404 404 404 404 404 404 | in 404 404 404 404 404 404",
    "heroes:jury": "in 404 404 404 200 404 404 | in 405 405 405 405 405 405",
    "heroes:sheet": "in 404 404 404 200 404 404 | in 404 404 404 422 404 404",
    "heroes:hero": "200 | 405",
    "heroes:vote": "in 405 405 405 405 405 405 | in 302 302 302 302 302 302",
    "heroes:retell": "in 404 404 404 404 200 404 | in 404 404 404 404 422 404",
    "notifications:mailbox": "200 | 200",
    "ui:look": "404 | 405",
    "ui:display": "302 | 405",
    "participation:sign_up": "200 | 200 302 302 302 302 302 302",
    "participation:place": "200 | 405",
    "participation:confirm": "302 | 302",
    "participation:resend": "405 | 302",
    "participation:change": "405 | 302",
    "participation:cancel": "405 | 302",
    "participation:will_come": "405 | 302",
    "participation:answer": "405 | 302",
    "participation:ticket": "200 | 405",
    "participation:there": "404 | 404",
    "participation:list": "in 404 200 200 404 200 404 | in 405 405 405 405 405 405",
    "participation:list#draft": "in 404 200 200 404 200 404 | in 405 405 405 405 405 405",
    "participation:paper": "in 404 200 200 404 200 404 | in 405 405 405 405 405 405",
    "participation:typed": "in 404 200 200 404 200 404 | in 404 302 302 404 302 404",
    "participation:list_file": "in 404 200 200 404 200 404 | in 405 405 405 405 405 405",
    "participation:check_in_worker": "200 | 405",
    "participation:check_in": "in 404 200 200 404 200 404 | in 404 302 302 404 302 404",
    "participation:check_in_upload": "in 405 405 405 405 405 405 | in 404 400 400 404 400 404",
    "participation:check_in_app": "in 404 200 200 404 200 404 | in 405 405 405 405 405 405",
    "recognition:book": "in 200 200 200 200 200 200 | in 405 405 405 405 405 405",
    "passport_keys": "200 | 405",
    "passport_status": "200 | 405",
    "recognition:passport": "in 404 404 404 404 404 404 | in 405 405 405 405 405 405",
    "recognition:paper_book": "in 404 200 404 200 200 200 | in 404 422 404 422 422 422",
    "recognition:take_paper_back": "in 405 405 405 405 405 405 | in 404 404 404 404 404 404",
    "recognition:come_along": "404 | 404",
    "recognition:told_by_letter": "404 | 404",
    "recognition:told": "200 | 422",
    "recognition:issue": "in 405 405 405 405 405 405 | in 302 302 302 302 302 302",
    "recognition:paper": "in 404 404 404 404 404 404 | in 405 405 405 405 405 405",
    "recognition:revoke": "in 404 404 404 404 200 404 | in 404 404 404 404 422 404",
    "recognition:of_deed": "in 404 200 404 404 200 404 | in 404 302 404 404 302 404",
    "recognition:diploma": "in 405 405 405 405 405 405 | in 404 302 302 404 302 404",
    "recognition:look": "200 | 405",
    "recognition:verify": "200 | 405",
    "participation:new_team": "in 200 200 200 200 200 200 | in 422 422 422 422 422 422",
    "participation:join_team": "in 200 200 200 200 200 200 | in 422 422 422 422 422 422",
    "participation:team": "200 | 405",
    "participation:leave_team": "in 405 405 405 405 405 405 | in 302 302 302 302 302 302",
    "relay:relay": "200 | 405",
    "relay:line": "200 | 405",
    "relay:card": "404 | 405",
    "relay:line_card": "404 | 405",
    "relay:bundle": "in 404 200 404 404 404 404 | in 404 200 404 404 404 404",
    "relay:baton": "200 | 405",
    "relay:accept": "405 | 302",
    "relay:decline": "405 | 302",
    "relay:carry": "405 | 404",
    "relay:leave": "405 | 302",
    "relay:revive": "in 404 302 404 404 404 404 | in 404 302 404 404 404 404",
    "tally:tally": "200 | 405",
    "tally:live": "200 | 405",
    "tally:method": "200 | 405",
    "tally:corrections": "200 | 405",
    "tally:file": "200 | 405",
    "tally:quote": "in 405 405 405 405 405 405 | in 302 302 302 302 302 302",
    "tally:alarms": "in 200 200 200 200 200 200 | in 405 405 405 405 405 405",
    "tally:settle_alarm": "in 405 405 405 405 405 405 | in 404 404 404 404 302 404",
    "tally:figure": "404 | 405",
    "tally:seals": "200 | 405",
    "tally:chain": "404 | 405",
    "tally:seal": "404 | 405",
    "tally:sealed_day": "404 | 405",
    "tally:cosign": "405 | 404",
    "tally:mine": "in 200 200 200 200 200 200 | in 405 405 405 405 405 405",
    "tally:proof": "in 404 404 404 404 404 404 | in 405 405 405 405 405 405",
    "web:helped": "in 200 200 200 200 200 200 | in 405 405 405 405 405 405",
    "web:appeals": "200 | 405",
    "web:appeal": "200 | 405",
    "web:appeal#draft": "404 404 404 404 404 200 404 | 405",
    "web:home": "200 | 405",
    "web:deeds": "200 | 405",
    "web:deeds_map": "200 | 405",
    "web:deed": "200 | 405",
    "web:deed#draft": "404 404 200 200 404 200 404 | 405",
    "web:deed_poster": "200 | 405",
    "web:deed_calendar": "200 | 405",
    "web:campaigns": "200 | 405",
    "web:choose_campaign": "405 | 404",
    "web:campaign": "200 | 405",
    "web:close_campaign": "in 404 404 404 404 404 404 | in 404 404 404 404 404 404",
    "web:continue_campaign": "in 404 404 404 404 404 404 | in 404 404 404 404 404 404",
    "web:me": "in 200 200 200 200 200 200 | in 405 405 405 405 405 405",
    "web:data": "in 200 200 200 200 200 200 | in 405 405 405 405 405 405",
    "web:data_file": "in 200 200 200 200 200 200 | in 405 405 405 405 405 405",
    "web:end_consent": "in 405 405 405 405 405 405 | in 404 404 404 404 404 404",
    "web:forget": "in 405 405 405 405 405 405 | in 302 302 302 302 302 302",
    "web:stay": "in 405 405 405 405 405 405 | in 302 302 302 302 302 302",
    "web:settle_farewell": "in 404 404 404 404 200 404 | in 404 404 404 404 302 404",
    "web:pairs": "in 200 200 200 200 200 200 | in 405 405 405 405 405 405",
    "web:decide_pair": "in 405 405 405 405 405 405 | in 404 404 404 404 302 404",
    "web:looks": "in 200 200 200 200 200 200 | in 405 405 405 405 405 405",
    "web:report": "200 | 422",
    "web:cases": "in 200 200 200 200 200 200 | in 405 405 405 405 405 405",
    "web:case": "in 404 404 404 404 200 404 | in 405 405 405 405 405 405",
    "web:settle_case": "in 405 405 405 405 405 405 | in 404 404 404 404 422 404",
    "web:desk": "in 200 200 200 200 200 200 | in 405 405 405 405 405 405",
    "web:wrong": "in 200 200 200 200 200 200 | in 405 405 405 405 405 405",
    "web:silence": "in 200 200 200 200 200 200 | in 405 405 405 405 405 405",
    "web:bulk_preview": "in 404 404 404 404 404 404 | in 405 405 405 405 405 405",
    "web:bulk_act": "in 405 405 405 405 405 405 | in 404 404 404 404 404 404",
    "web:bulk_done": "in 404 404 404 404 404 404 | in 405 405 405 405 405 405",
    "reports:index": "200 | 405",
    "reports:report": "200 | 405",
    "reports:document": "404 | 405",
    "reports:new": "in 404 200 404 200 200 200 | in 404 422 404 422 422 422",
    "web:organisations": "200 | 405",
    "web:organisation": "200 | 405",
    "web:territories": "200 | 405",
    "web:territory": "200 | 405",
}

# What each right in one deed alone opens beyond what everybody signed in gets: these lines, and no other.
RIGHTS = {
    "lead": {
        "deeds:manage": "200 200",
        "deeds:edit": "200 422",
        "deeds:hand_in": "405 302",
        "deeds:announce": "405 302",
        "deeds:cancel": "200 422",
        "deeds:report": "200 422",
        "deeds:photos": "200 422",
        "participation:list": "200 405",
        "participation:list_file": "200 405",
        "participation:paper": "200 405",
        "participation:typed": "200 302",
        "participation:check_in": "200 302",
        "participation:check_in_upload": "405 400",
        "participation:check_in_app": "200 405",
    },
    "checker": {
        "participation:check_in": "200 302",
        "participation:check_in_upload": "405 400",
        "participation:check_in_app": "200 405",
    },
    "photographer": {"deeds:photos": "200 422"},
}


def answers(world: World, role: str) -> dict[str, str]:
    """What `role` gets from every line of the table, each request's writing undone."""
    client = world.client(role)
    found = {}
    for line in TABLE:
        address, statuses = world.address(line), []
        for method in ("get", "post"):
            with transaction.atomic():
                answer = getattr(client, method)(address)
                transaction.set_rollback(True)
            sent_away = answer.status_code == 302 and "/sign-in/" in answer.headers["Location"]
            statuses.append("in" if sent_away else str(answer.status_code))
        found[line] = " ".join(statuses)
    return found


def expected(line: str, role: str) -> str:
    """One role's part of a line; a single answer stands for everybody's."""
    parts = [part.split() for part in TABLE[line].split("|")]
    return " ".join(part[0] if len(part) == 1 else part[ROLES.index(role)] for part in parts)


def test_every_route_of_ours_has_its_line():
    assert {name for name, _pattern in named_routes()} == {line.partition("#")[0] for line in TABLE}


@pytest.mark.parametrize("role", ROLES)
def test_everybody_gets_exactly_what_the_table_says(role):
    assert answers(World(), role) == {line: expected(line, role) for line in TABLE}


@pytest.mark.parametrize("right", RIGHTS)
def test_a_right_in_one_deed_opens_its_own_pages_and_nothing_else(right):
    world = World()
    world.people["helper"] = make.user("Helper").person
    held = world._right(right, world.people["helper"])
    taken_already = {"deeds:right": answers(world, "helper")["deeds:right"]}

    opened = {line: expected(line, "participant") for line in TABLE} | RIGHTS[right] | taken_already

    assert answers(world, "helper") == opened
    held.ended_at = timezone.now()
    held.save()
    assert answers(world, "helper") == {line: expected(line, "participant") for line in TABLE}

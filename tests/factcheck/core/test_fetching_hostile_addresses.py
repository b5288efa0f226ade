"""Addresses that try to get where they must not, each refused, and each proven to be the policy's doing.

All connections lead to one local site that notes them. Under the default reach nothing arrives; the same request with the
reach lifted arrives, at the address that the case names. What is refused for its spelling has no lifted form: there the
same address spelled straight arrives.
"""

from __future__ import annotations

import urllib.request
from itertools import count

import pytest

from factcheck.core.fetching import FetchPolicy, fetch
from factcheck.core.problems import Unfetchable
from tests.factcheck.core.sites import anything, lenient, names, redirect, wire_everything_to

NOT_PUBLIC = [
    "0.0.0.0",  # noqa: S104 - an address to be refused, not one to listen on
    "127.0.0.1", "127.0.0.2", "127.255.255.254", "0.1.2.3", "10.0.0.1", "10.255.255.255", "172.16.0.1",
    "172.31.255.255", "192.168.0.1", "192.168.255.255", "169.254.169.254", "169.254.0.1", "100.64.0.1",
    "100.127.255.255", "192.0.0.1", "192.0.0.192", "192.0.2.1", "192.88.99.1", "198.18.0.1", "198.19.255.255",
    "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::7f00:1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:7f00:1", "::ffff:10.0.0.1",
    "::ffff:169.254.169.254", "::ffff:0:127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b::10.0.0.1",
    "64:ff9b:1::7f00:1", "2002:7f00:1::", "2002:a9fe:a9fe::1", "2002:c0a8:1::1", "2001:0:7f00:1::",
    "2001:0:4136:e378:8000:63bf:80ff:fffe", "2001:db8::1", "2001:10::1", "3fff::1", "fc00::1", "fd00:ec2::254",
    "fe80::1", "fec0::1", "ff02::1", "100::1", "5f00::1",
]  # fmt: skip

PUBLIC = ["8.8.8.8", "93.184.216.34", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "64:ff9b::808:808"]


def refusal(url: str, policy: FetchPolicy) -> str:
    with pytest.raises(Unfetchable) as problem:
        fetch(url, policy=policy)
    assert problem.value.errors[0].pointer == "/url"
    return str(problem.value.facts["reason"])


def strict(**changes) -> FetchPolicy:
    """The default reach, with nothing else in the way."""
    return FetchPolicy(robots=None, pace=None, **changes)


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_an_address_that_is_not_public_is_not_dialled(site, monkeypatch, address):
    wires = wire_everything_to(site, monkeypatch)
    url = f"http://[{address}]/literal" if ":" in address else f"http://{address}/literal"

    assert refusal(url, strict()) == "private_address"
    assert wires.dialled == [] and site.hits == []

    fetch(url, policy=strict(may_reach=anything))
    assert len(wires.dialled) == 1 and site.hits == ["/literal"]


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_a_name_that_leads_to_such_an_address_is_not_dialled(site, monkeypatch, address):
    wires = wire_everything_to(site, monkeypatch)
    resolve = names(news=f"93.184.216.34,{address}")

    assert refusal("http://news.example/named", strict(resolve=resolve)) == "private_address"
    assert wires.dialled == [] and site.hits == []

    fetch("http://news.example/named", policy=strict(resolve=resolve, may_reach=anything))
    assert wires.dialled == ["93.184.216.34"] and site.hits == ["/named"]


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_a_redirect_to_such_an_address_is_not_followed(site, monkeypatch, address):
    wires = wire_everything_to(site, monkeypatch)
    host = f"[{address}]" if ":" in address else address
    site.pages["/start"] = redirect(f"http://{host}/inside")
    resolve = names(news="93.184.216.34")

    assert refusal("http://news.example/start", strict(resolve=resolve)) == "private_address"
    assert site.hits == ["/start"] and wires.dialled == ["93.184.216.34"]

    fetch("http://news.example/start", policy=strict(resolve=resolve, may_reach=anything))
    assert site.hits == ["/start", "/start", "/inside"]


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_dialled(site, monkeypatch, address):
    wires = wire_everything_to(site, monkeypatch)

    fetch("http://news.example/", policy=strict(resolve=names(news=address)))

    assert wires.dialled == [address]


def test_a_name_that_changes_its_mind_is_asked_once(site, monkeypatch):
    wires = wire_everything_to(site, monkeypatch)
    asked = count()

    def rebinding(_host: str, _port: int) -> list[str]:
        return ["93.184.216.34"] if next(asked) == 0 else ["127.0.0.1"]

    fetch("http://news.example/", policy=strict(resolve=rebinding))

    assert wires.dialled == ["93.184.216.34"]
    assert next(asked) == 1
    assert refusal("http://news.example/", strict(resolve=rebinding)) == "private_address"


def test_a_name_is_checked_anew_when_a_site_sends_on_to_itself(site, monkeypatch):
    wire_everything_to(site, monkeypatch)
    site.pages["/start"] = redirect("/inside")
    asked = count()

    def rebinding(_host: str, _port: int) -> list[str]:
        return ["93.184.216.34"] if next(asked) == 0 else ["127.0.0.1"]

    assert refusal("http://news.example/start", strict(resolve=rebinding)) == "private_address"
    assert site.hits == ["/start"]

    fetch("http://news.example/start", policy=strict(resolve=rebinding, may_reach=anything))
    assert site.hits == ["/start", "/start", "/inside"]


ODD_SPELLINGS = [
    "2130706433",
    "0x7f000001",
    "017700000001",
    "127.1",
    "127.0.1",
    "0177.0.0.1",
    "0x7f.0.0.1",
    "127.0.0.0x1",
]


@pytest.mark.parametrize(
    "host", [*ODD_SPELLINGS, "00000177.0.0.1", "127.0.0.01", "4294967297", "1.2.3.4.5", "256.0.0.1"]
)
def test_an_ip_address_has_one_spelling(site, host):
    assert refusal(site.url("/odd", host=host), lenient()) == "not_a_web_address"
    assert site.hits == []

    fetch(site.url("/odd"), policy=lenient())
    assert site.hits == ["/odd"]


@pytest.mark.parametrize("host", ODD_SPELLINGS)
def test_an_odd_spelling_would_lead_a_careless_client_astray(site, host):
    urllib.request.build_opener(urllib.request.ProxyHandler({})).open(site.url("/odd", host=host), timeout=5).close()

    assert site.hits == ["/odd"]


@pytest.mark.parametrize(
    "host", ["１２７.0.0.1", "127。0。0。1", "１２７．０．０．１", "①②⑦.0.0.1", "127.0.0.１"]
)  # fmt: skip
def test_digits_in_disguise_are_judged_by_what_they_become(site, monkeypatch, host):
    wires = wire_everything_to(site, monkeypatch)

    assert refusal(f"http://{host}/disguised", strict()) == "private_address"
    assert site.hits == []

    fetch(f"http://{host}/disguised", policy=strict(may_reach=anything))
    assert site.hits == ["/disguised"] and wires.dialled == ["127.0.0.1"]


@pytest.mark.parametrize(
    "host",
    [
        "localhost", "LOCALHOST", "ｌｏｃａｌｈｏｓｔ", "ⓛocalhost", "news.localhost", "printer.local", "db.internal",
        "intranet", "router.home.arpa", "nas.lan",
    ],
)  # fmt: skip
def test_a_name_inside_a_network_is_not_looked_up(site, host):
    looked_up = []

    def resolve(name: str, _port: int) -> list[str]:
        looked_up.append(name)
        return ["127.0.0.1"]

    assert refusal(site.url("/inner", host=host), lenient(resolve=resolve)) == "private_address"
    assert looked_up == [] and site.hits == []

    fetch(site.url("/inner", host="news.example"), policy=lenient(resolve=resolve))
    assert looked_up == ["news.example"] and site.hits == ["/inner"]


SHAPES = [
    "file:///etc/passwd", "gopher://{at}/", "ftp://{at}/", "javascript:fetch('http://{at}/')", "data:text/html,{at}",
    "ws://{at}/", "jar:http://{at}!/", "view-source:http://{at}/", "dict://{at}/", "ldap://{at}/", "//{at}/", "{at}/",
    "http:{at}/", "http:/{at}/", "http:///{at}/", "http://", "http://:80/", "", "http://user@{at}/",
    "http://user:secret@{at}/", "http://@{at}/", "http://news.example@{at}/", "http://{at}@news.example/",
    "http://{at}\\@news.example/", "http:\\\\{at}\\", "http://{at}/\r\nX-Injected: 1", "http://{at}/%0d%0a\r\n",
    "http://{at}/a b", "http://{at}/\t", "http://{at}\n/", "\x00http://{at}/", " http://{at}/", "http://{at}/\u2028",
    "http://news.example.:80/", "http://127.0.0.1.:80/", "http://.example/", "http://news..example/",
    "http://-news.example/", "http://news-.example/", "http://%31%32%37.0.0.1/", "http://127.0.0.1%00.example/",
    "http://news.example%2f@{at}/", "http://[::1%25lo]/", "http://[fe80::1%25eth0]/", "http://[::1%lo]/", "http://[::1/",
    "http://::1/", "http://[127.0.0.1]/", "http://[v1.fe80::1]/", "http://[::ffff:127.1]/", "http://[::1]x/",
    "http://127.0.0.1:80:80/", "http://127.0.0.1:x/", "http://127.0.0.1:-1/", "http://127.0.0.1:99999/",
    "http://127.0.0.1:８０/", "http://news.example\uff0f@{at}/", "http://news.example\uff03@{at}/",
    "http://" + "a" * 64 + ".example/", "http://" + "a." * 130 + "example/", "http://{at}/" + "a" * 8000,
    "http://ex\u00adample\u2024com\u2100/", "http://\ud800.example/", "http://xn--\u00fc.example/",
]  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: ascii(shape)[:40])
def test_what_is_not_plainly_a_web_address_goes_nowhere(site, shape):
    policy = lenient(may_reach=anything, resolve=names(news="127.0.0.1", example="127.0.0.1"))

    assert refusal(shape.format(at=f"127.0.0.1:{site.port}"), policy) == "not_a_web_address"
    assert site.heads == []

    fetch(site.url("/plain"), policy=policy)
    assert site.hits == ["/plain"]


REDIRECTED = [
    "file:///etc/passwd", "gopher://{at}/", "ftp://{at}/", "javascript:alert(1)", "data:text/html,x", "http://user@{at}/",
    "http://{at}\\@news.example/", "\\\\{at}\\", "http://[::1%25lo]/", "http://[::1/", "http://2130706433/",
    "http://{at}/a b",
    "http://{at}/\t/", "http://" + "a." * 130 + "example/", "http://127.0.0.1:99999/", "//0x7f.1/", "/" + "a" * 8000,
]  # fmt: skip


@pytest.mark.parametrize("to", REDIRECTED, ids=lambda to: to[:40])
def test_a_redirect_is_held_to_the_same_rules(site, to):
    site.pages["/start"] = redirect(to.format(at=f"127.0.0.1:{site.port}"))

    assert refusal(site.url("/start"), lenient(may_reach=anything)) == "not_a_web_address"
    assert site.hits == ["/start"]

    site.pages["/start"] = redirect("/plain")
    fetch(site.url("/start"), policy=lenient(may_reach=anything))
    assert site.hits == ["/start", "/start", "/plain"]


@pytest.mark.parametrize("port", [22, 25, 3306, 5432, 6379, 9200, 11211])
def test_a_port_of_another_service_is_not_dialled(site, monkeypatch, port):
    wires = wire_everything_to(site, monkeypatch)

    assert refusal(f"http://127.0.0.1:{port}/", strict(may_reach=anything)) == "port"
    assert wires.dialled == []

    fetch(f"http://127.0.0.1:{port}/", policy=strict(may_reach=anything, ports={port}))
    assert wires.dialled == ["127.0.0.1"]


def test_a_redirect_to_a_port_of_another_service_is_not_followed(site, other_site):
    site.pages["/start"] = redirect(other_site.url("/inside"))

    assert refusal(site.url("/start"), lenient(ports={site.port})) == "port"
    assert other_site.hits == []

    fetch(site.url("/start"), policy=lenient(ports={site.port, other_site.port}))
    assert other_site.hits == ["/inside"]


def test_a_policy_may_allow_one_port_of_this_machine(site, other_site):
    policy = lenient(may_reach=lambda address, port: str(address) == "127.0.0.1" and port == site.port)

    assert fetch(site.url("/"), policy=policy).body
    assert refusal(other_site.url("/"), policy) == "private_address"

"""The static page for complaints: the server's numbers, all its sentences twice, and nothing from elsewhere."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from crossbiz_addon.lib import proof, receipt, submission

FOLDER = Path(__file__).resolve().parents[2] / "crossbiz_addon" / "static" / "complaint"
SOURCES = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.iterdir()}
CODE = {name: text for name, text in SOURCES.items() if name.endswith((".js", ".css", ".html"))}
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "worker-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "connect-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
}


class Page(HTMLParser):
    """The elements of the page, with what is written directly in them."""

    def __init__(self):
        super().__init__()
        self.elements = []
        self.feed(SOURCES["index.html"])

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs), []))

    def handle_data(self, data):
        if self.elements:
            self.elements[-1][2].append(data)


PAGE = Page()


def get_texts(language):
    """The sentences of a language by key; those of a list together."""
    block = SOURCES["texts.js"].split(f"const {language} = {{", 1)[1].split("\n};", 1)[0]
    return dict(re.findall(r'^    (\w+): (\[.*?\]|".*?"),$', block, re.MULTILINE | re.DOTALL))


def get_limit(name):
    return json.loads(re.sub(r"(\w+):", r'"\1":', re.search(rf"const {name} = (.*?);", SOURCES["limits.js"])[1]))


def test_it_has_the_servers_numbers():
    assert get_limit("BITS") == submission.BITS
    assert get_limit("LONGEST") == {name: submission.LONGEST[name] for name in ("text", "accused", "identity")}
    assert get_limit("MOST_FILES") == submission.MOST_FILES
    assert get_limit("LARGEST_FILE") == submission.LARGEST_FILE
    assert get_limit("LARGEST_TOTAL") == submission.LARGEST_TOTAL
    assert tuple(get_limit("CATEGORIES")) == submission.CATEGORIES
    assert tuple(get_limit("FUNCTIONS")) == submission.FUNCTIONS


def test_its_policy_allows_itself_alone():
    [content] = [
        attributes["content"]
        for tag, attributes, _text in PAGE.elements
        if tag == "meta" and attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    assert dict(rule.split(None, 1) for rule in content.split("; ")) == POLICY


def test_nothing_is_inline():
    for tag, attributes, text in PAGE.elements:
        assert tag != "style"
        assert tag != "script" or not "".join(text).strip()
        assert not [name for name in attributes if name.startswith("on") or name == "style"]


def test_it_refers_to_its_own_files_alone():
    referred = {
        value
        for _tag, attributes, _text in PAGE.elements
        for name, value in attributes.items()
        if name in ("src", "href")
    }
    for text in CODE.values():
        referred |= set(re.findall(r'(?:from|importScripts\(|Worker\(|url\()\s*"([^"]+)"', text))
    assert {name.removeprefix("./") for name in referred} <= set(SOURCES)
    for name, text in CODE.items():
        assert not re.search(r"(https?:)?//[a-z]", re.sub(r"^\s*//.*$", "", text, flags=re.MULTILINE)), name
    assert re.findall(r"/crossbiz/[\w/${}]+", "".join(CODE.values())) == ["/crossbiz/complaint/${route}"]


@pytest.mark.parametrize(
    "word",
    ["localStorage", "sessionStorage", "indexedDB", "document.cookie", "caches", "serviceWorker", "innerHTML", "eval("]
    + ["insertAdjacentHTML", "document.write", "sendBeacon", "XMLHttpRequest", "WebSocket", "history.", "console."],
)
def test_it_keeps_and_tells_nothing(word):
    assert not [name for name, text in CODE.items() if word in text]


def test_requests_carry_nobody():
    assert SOURCES["client.js"].count("fetch(") == 1
    for option in ('credentials: "omit"', 'cache: "no-store"', 'referrerPolicy: "no-referrer"', 'redirect: "error"'):
        assert option in SOURCES["client.js"]


def test_every_sentence_is_there_twice():
    english, chinese = get_texts("en"), get_texts("zh")
    assert len(english) > 100
    assert english.keys() == chinese.keys()
    for key, text in chinese.items():
        assert re.search(r"[\u4e00-\u9fff]", text) or key == "other_language", key
        assert text.count("{n}") == english[key].count("{n}"), key
        assert text.count('",\n') == english[key].count('",\n'), key  # as many in a list


def test_every_sentence_is_used_and_every_used_one_is_there():
    texts = get_texts("en")
    used = {
        value
        for _tag, attributes, _text in PAGE.elements
        for name, value in attributes.items()
        if name in ("data-text", "data-list", "data-label")
    }
    for text in CODE.values():
        used |= set(re.findall(r'\b(?:text\(|text\(\w[^"()]*\? "\w+" : |complain\([^"`]*)"(\w+)"', text))
    assert used - texts.keys() == set()


def test_every_refusal_has_its_sentence():
    library = Path(submission.__file__).parent
    sources = [*library.glob("clean*.py"), library / "submission.py", library.parent / "controllers" / "complaint.py"]
    sources.append(library.parent / "models" / "oversight" / "ir_http.py")
    keys = {
        key
        for path in sources
        for key in re.findall(r'(?:RefusedError\(|refuse\(|"error": )"(\w+)"', path.read_text(encoding="utf-8"))
    }
    assert len(keys) > 15
    assert {f"error_{key}" for key in keys} <= get_texts("en").keys()


def test_every_field_has_a_label():
    labelled = {attributes["for"] for tag, attributes, _text in PAGE.elements if tag == "label" and "for" in attributes}
    fields = {
        attributes["id"]
        for tag, attributes, _text in PAGE.elements
        if tag in ("input", "textarea") and attributes.get("type") != "file"
    }
    assert fields <= labelled
    described = {value for _tag, attributes, _text in PAGE.elements if (value := attributes.get("aria-describedby"))}
    assert described <= {attributes.get("id") for _tag, attributes, _text in PAGE.elements}


def test_browsers_are_told_to_forget():
    for tag, attributes, _text in PAGE.elements:
        if tag in ("form", "textarea") or (tag == "input" and attributes.get("type") == "text"):
            assert attributes.get("autocomplete") == "off"
        if tag == "textarea" or (tag == "input" and attributes.get("type") == "text"):
            assert attributes.get("spellcheck") == "false"  # some browsers have it checked elsewhere


def test_codes_are_typed_as_the_server_reads_them():
    assert f"typed.length !== {receipt.LENGTH}" in SOURCES["dialogue.js"]


def test_the_workers_stamps_have_the_form():
    nonce = "0" * 95
    assert proof.STAMP.fullmatch(f"1:20:20260302:submit:{'0' * 64}:{nonce}")

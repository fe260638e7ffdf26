"""The wires of the models: what each sends, what it reads from an answer, and how its one client lives."""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from providers.compatible import Compatible
from providers.failures import Blocked, CutOff, Empty, Garbled, KeyRefused, NotInstalled, TimedOut, Unreachable, Usage
from providers.groq import Groq
from providers.model import Completion, Model
from providers.prompt import Prompt, estimated_tokens
from providers.sdk_model import SdkModel
from rehearsal.vendor import Fault, always, refusing_address
from rehearsal.vendor_replies import Sent, said
from tests.wire_peers import PROMPT, TIMEOUT_S, WIRES, failure, wired

TURNS = (("user", "namaste"), ("assistant", "Namaste!"), ("user", PROMPT.text))


@pytest.mark.parametrize("kind", WIRES)
async def test_a_vendor_receives_instructions_turns_and_cap(kind: str) -> None:
    """Instructions are the system prompt, turns keep their order, the customer's text is last, answers are capped."""
    async with wired(kind) as it:
        model: Model = it.model
        completion = await model.complete(PROMPT, TIMEOUT_S)
        [asked] = it.vendor.asked
        assert (asked.instructions, asked.turns, asked.most_tokens_out) == (PROMPT.instructions, TURNS, 120)
        assert WIRES[kind][2] in (asked.body.get("model") or asked.path)
        assert "test-key" in " ".join(asked.headers.values())
        assert completion == Completion(text="Hello!", tokens_in=300, tokens_out=60)


@pytest.mark.parametrize(
    ("kind", "model", "sent", "left_out"),
    [
        (
            *("groq", "openai/gpt-oss-20b"),
            {"reasoning_effort": "low", "include_reasoning": False, "temperature": 0.2, "max_completion_tokens": 120},
            {"max_tokens"},
        ),
        ("groq", "qwen/qwen3.6-27b", {"reasoning_effort": "none"}, {"include_reasoning"}),
        ("groq", "other/model", {"max_completion_tokens": 120}, {"reasoning_effort", "include_reasoning"}),
        (
            *("compatible", "gpt-oss"),
            {"max_tokens": 120, "temperature": 0.2},
            {"reasoning_effort", "include_reasoning", "max_completion_tokens"},
        ),
        ("claude", "claude-haiku-5-5", {"thinking": {"type": "disabled"}}, {"temperature", "output_config"}),
        ("claude", "claude-opus-5-5", {"output_config": {"effort": "low"}}, {"temperature", "thinking"}),
    ],
)
async def test_a_model_thinks_as_little_as_it_can(
    kind: str, model: str, sent: dict[str, Any], left_out: set[str]
) -> None:
    """Each model gets the fields that it knows for little thinking and a sober tone, and no others."""
    async with wired(kind, model=model) as it:
        await it.model.complete(PROMPT, TIMEOUT_S)
        body = it.vendor.asked[0].body
        assert {name: body[name] for name in sent} == sent
        assert not left_out & set(body)


@pytest.mark.parametrize(
    ("model", "thinking", "temperature"),
    [
        ("gemini-3.5-flash-lite", {"thinking_level": "MINIMAL"}, None),
        ("gemini-flash-lite-latest", {"thinking_level": "MINIMAL"}, None),
        ("gemini-3.1-pro", {"thinking_level": "LOW"}, None),
        ("gemini-2.5-flash-lite", {"thinking_budget": 0}, 0.2),
        ("gemini-2.5-pro", {"thinking_budget": 128}, 0.2),
        ("gemini-2.0-flash", None, 0.2),
        ("gemma-4-27b", None, 0.2),
    ],
)
async def test_gemini_thinks_as_little_as_it_can(
    model: str, thinking: dict[str, Any] | None, temperature: float | None
) -> None:
    """Thinking is off or least in the words of the model's own version, and a temperature goes where one is taken."""
    async with wired("gemini", model=model) as it:
        await it.model.complete(PROMPT, TIMEOUT_S)
        config = it.vendor.asked[0].body["generationConfig"]
        assert (config.get("thinkingConfig"), config.get("temperature")) == (thinking, temperature)


@pytest.mark.parametrize(
    ("path", "asked_path"),
    [("", "/v1/chat/completions"), ("/openai/v1", "/openai/v1/chat/completions")],
)
async def test_a_compatible_server_may_stand_under_a_path(path: str, asked_path: str) -> None:
    """A base URL with a path is taken as it stands; without one the format's usual path is added."""
    async with wired("compatible") as it:
        model = Compatible("test-key", "llama-4", it.vendor.base_url + path)
        assert (await model.complete(PROMPT, TIMEOUT_S)).text == "Hello!"
        assert it.vendor.asked[0].path == asked_path
        await model.close()


async def test_a_local_server_needs_no_key() -> None:
    """Without a key no Authorization header is sent at all."""
    async with wired("compatible", key="") as it:
        await it.model.complete(PROMPT, TIMEOUT_S)
        assert "Authorization" not in it.vendor.asked[0].headers


@pytest.mark.parametrize(
    ("kind", "key"),
    [*product(WIRES, ("test-kéy", "test key", "test-key\n")), ("groq", ""), ("gemini", ""), ("claude", "")],
)
async def test_an_odd_key_is_refused_without_a_call(kind: str, key: str) -> None:
    """What cannot be a key goes nowhere, and counts for nothing."""
    async with wired(kind, key=key) as it:
        error = await failure(it.model)
        assert (type(error), error.unsent, it.vendor.asked) == (KeyRefused, True, [])


async def test_the_environment_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Addresses, keys and proxies that the SDKs know from the environment do not reach a call."""
    nowhere = refusing_address()
    for name in ("GROQ_BASE_URL", "ANTHROPIC_BASE_URL", "GOOGLE_GEMINI_BASE_URL", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, nowhere)
    for name in ("GROQ_API_KEY", "ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "GOOGLE_API_KEY"):
        monkeypatch.setenv(name, "other-key")
    monkeypatch.setenv("GOOGLE_GENAI_USE_VERTEXAI", "true")
    for kind in WIRES:
        async with wired(kind) as it:
            await it.model.complete(PROMPT, TIMEOUT_S)
            assert "other-key" not in " ".join(it.vendor.asked[0].headers.values())


GROQ, GEMINI, CLAUDE = (dict[str, Any](said(wire, "Hello!").body) for wire in ("groq", "gemini", "anthropic"))


def spoken(content: object, finish_reason: object = "stop") -> dict[str, Any]:
    """Groq's answer with another content."""
    return GROQ | {"choices": [{"index": 0, "message": {"content": content}, "finish_reason": finish_reason}]}


def of_parts(*parts: object, finish: object = "STOP") -> dict[str, Any]:
    """Gemini's answer in parts."""
    return GEMINI | {"candidates": [{"content": {"role": "model", "parts": list(parts)}, "finishReason": finish}]}


def of_blocks(*blocks: object, stop: object = "end_turn") -> dict[str, Any]:
    """Claude's answer in blocks."""
    return CLAUDE | {"content": list(blocks), "stop_reason": stop}


@pytest.mark.parametrize(
    ("kind", "body", "text"),
    [
        ("groq", spoken("Hi", "stop"), "Hi"),
        ("gemini", of_parts({"text": "hm", "thought": True}, {"text": "Hi"}, {"text": " there"}), "Hi there"),
        ("gemini", of_parts({"inlineData": {"data": "AA=="}}, {"text": "Hi"}), "Hi"),
        ("claude", of_blocks({"type": "thinking", "thinking": "hm"}, {"type": "text", "text": "Hi"}), "Hi"),
        ("claude", of_blocks({"type": "text", "text": "Hi"}, {"type": "text", "text": " there"}), "Hi there"),
        ("claude", of_blocks({"type": "some_tool", "text": "hm"}, {"type": "text", "text": "Hi"}), "Hi"),
    ],
)
async def test_text_is_found_by_its_sort(kind: str, body: dict[str, Any], text: str) -> None:
    """Whatever stands before, between or after, text is what is marked as text."""
    async with wired(kind) as it:
        it.vendor.play = always(Sent(body=body))
        assert (await it.model.complete(PROMPT, TIMEOUT_S)).text == text


@pytest.mark.parametrize(
    ("kind", "body", "expected"),
    [
        *((kind, spoken("half", "length"), CutOff) for kind in ("groq", "compatible")),
        ("groq", spoken("   \n"), Empty),
        ("groq", spoken(["Hi"]), Garbled),
        ("groq", spoken(7), Garbled),
        ("groq", spoken("Hi \ud800"), Garbled),
        ("groq", spoken("Hi", None), Garbled),
        ("groq", spoken("Hi", "tool_calls"), Garbled),
        ("groq", GROQ | {"choices": None}, Garbled),
        ("groq", GROQ | {"choices": ["Hi"]}, Garbled),
        ("gemini", of_parts({"text": "hm", "thought": True}), Empty),
        ("gemini", of_parts({"text": {"a": 1}}), Garbled),
        ("gemini", of_parts({"text": "Hi"}, finish="SOMETHING_NEW"), Garbled),
        ("gemini", of_parts({"text": "Hi"}, finish=None), Garbled),
        ("gemini", of_parts({"text": "Hi"}, finish="RECITATION"), Blocked),
        ("gemini", of_parts({"text": "Hi"}, finish="CONTINUATION"), CutOff),
        ("gemini", GEMINI | {"candidates": None, "promptFeedback": {"blockReason": "SOMETHING_NEW"}}, Blocked),
        ("claude", of_blocks({"type": "text", "text": "Hi"}, stop="model_context_window_exceeded"), CutOff),
        ("claude", of_blocks({"type": "text", "text": "Hi"}, stop="refusal"), Blocked),
        ("claude", of_blocks({"type": "text", "text": "Hi"}, stop="pause_turn"), Garbled),
        ("claude", of_blocks({"type": "text", "text": 7}), Garbled),
        ("claude", CLAUDE | {"content": "Hi"}, Garbled),
        ("claude", of_blocks({"type": "text", "text": " "}), Empty),
    ],
)
async def test_what_is_no_whole_answer_is_a_failure_with_its_usage(
    kind: str, body: dict[str, Any], expected: type[Exception]
) -> None:
    """Half an answer, none, or another shape never becomes a reply; what it cost is told."""
    async with wired(kind) as it:
        it.vendor.play = always(Sent(body=body))
        error = await failure(it.model)
        assert type(error) is expected
        assert error.usage == Usage(300, 60)
        assert "Hi" not in error.detail


@pytest.mark.parametrize(
    ("kind", "usage", "expected"),
    [
        ("groq", {"usage": {"prompt_tokens": 40, "completion_tokens": 9}}, (40, 9)),
        ("gemini", {"usageMetadata": {"promptTokenCount": 40, "candidatesTokenCount": 9}}, (40, 9)),
        (
            "gemini",
            {"usageMetadata": {"promptTokenCount": 40, "candidatesTokenCount": 9, "thoughtsTokenCount": 5}},
            (40, 14),
        ),
        (
            "gemini",
            {"usageMetadata": {"promptTokenCount": 40, "candidatesTokenCount": 9, "totalTokenCount": 60}},
            (40, 20),
        ),
        (
            "claude",
            {"usage": {"input_tokens": 10, "cache_creation_input_tokens": 20, "cache_read_input_tokens": 30}},
            (60, None),
        ),
        ("claude", {"usage": {"input_tokens": 10, "cache_read_input_tokens": None, "output_tokens": 9}}, (10, 9)),
        *((kind, {"usage": None, "usageMetadata": None}, (None, None)) for kind in WIRES),
        ("groq", {"usage": {"prompt_tokens": "40", "completion_tokens": True}}, (None, None)),
        ("groq", {"usage": {"prompt_tokens": -1, "completion_tokens": 0}}, (None, None)),
    ],
)
async def test_usage_is_told_or_estimated(
    kind: str, usage: dict[str, Any], expected: tuple[int | None, int | None]
) -> None:
    """Everything that is billed counts; where the vendor says nothing that can be, the estimate does, never nothing."""
    body = {"gemini": GEMINI, "claude": CLAUDE}.get(kind, GROQ) | usage
    async with wired(kind) as it:
        it.vendor.play = always(Sent(body=body))
        completion = await it.model.complete(PROMPT, TIMEOUT_S)
        estimated = (PROMPT.tokens, estimated_tokens("Hello!"))
        assert (completion.tokens_in, completion.tokens_out) == tuple(
            told or guess for told, guess in zip(expected, estimated, strict=True)
        )


class CountedGroq(Groq):
    """Groq's wire, slow to load, that counts how often it is built."""

    builds = 0

    def _build(self) -> Any:
        self.builds += 1
        time.sleep(0.1)
        return super()._build()


async def test_calls_at_once_share_one_opening_and_block_nobody() -> None:
    """The SDK is loaded once, in a thread; who gives up waiting for it does not take it from the others."""
    async with wired("groq") as it:
        model = CountedGroq("test-key", "openai/gpt-oss-20b", it.vendor.base_url)
        calls = [asyncio.create_task(model.complete(PROMPT, TIMEOUT_S)) for _ in range(4)]
        started_s = time.monotonic()
        await asyncio.sleep(0.02)
        assert time.monotonic() - started_s < 0.09
        calls[0].cancel()
        answers = await asyncio.gather(*calls, return_exceptions=True)
        assert isinstance(answers[0], asyncio.CancelledError)
        assert [answer.text for answer in answers[1:] if isinstance(answer, Completion)] == ["Hello!"] * 3
        await model.open()
        assert model.builds == 1
        await model.close()
        await model.close()


async def test_time_for_loading_counts() -> None:
    """A call whose time is over before the SDK is loaded was never sent."""
    async with wired("groq") as it:
        model = CountedGroq("test-key", "openai/gpt-oss-20b", it.vendor.base_url)
        error = await failure(model, timeout_s=0.03)
        assert (type(error), error.unsent) == (TimedOut, True)
        await model.close()
        assert it.vendor.asked == []


@pytest.mark.parametrize("timeout_s", [0.0, -1.0])
async def test_a_call_without_time_is_not_sent(timeout_s: float) -> None:
    """A deadline that has passed costs nothing."""
    async with wired("groq") as it:
        await it.model.complete(PROMPT, TIMEOUT_S)
        error = await failure(it.model, timeout_s)
        assert (type(error), error.unsent) == (TimedOut, True)
        assert len(it.vendor.asked) == 1


class Breaking(SdkModel[None]):
    """A wire whose SDK raises what it is given, in loading or in asking."""

    package = "a-package"
    address = "http://127.0.0.1:9"

    def __init__(self, *, in_build: Exception | None = None, in_ask: Exception | None = None) -> None:
        super().__init__("test-key", "a-model", None)
        self.in_build, self.in_ask = in_build, in_ask

    def _build(self) -> None:
        if self.in_build is not None:
            raise self.in_build

    async def _ask(self, client: None, prompt: Prompt, timeout_s: float) -> Completion:
        raise self.in_ask or ValueError(client, prompt, timeout_s)

    async def _shut(self, client: None) -> None:
        """Nothing to close."""


@pytest.mark.parametrize(
    ("model", "expected", "detail"),
    [
        (Breaking(in_build=ModuleNotFoundError("x")), NotInstalled, "a-package"),
        (Breaking(in_build=ValueError("care tips")), Garbled, "ValueError"),
        (Breaking(in_ask=RuntimeError("care tips")), Garbled, "RuntimeError"),
        (Breaking(in_ask=ExceptionGroup("care tips", [KeyError("x")])), Garbled, "ExceptionGroup"),
        (Breaking(in_ask=TimeoutError()), TimedOut, "5.0 s"),
        (Breaking(in_ask=ConnectionAbortedError()), Unreachable, "ConnectionAbortedError"),
    ],
)
async def test_nothing_but_a_failure_of_ours_leaves_a_call(
    model: Breaking, expected: type[Exception], detail: str
) -> None:
    """Whatever an SDK raises, in loading or later, becomes a failure that names its sort and quotes nothing."""
    error = await failure(model)
    assert (type(error), error.detail) == (expected, detail)
    assert error.__cause__ is not None
    await model.close()


async def test_what_failed_to_open_is_tried_again() -> None:
    """A wire that could not be opened is no ruin: the next call opens it."""
    model = Breaking(in_build=ValueError())
    assert (await failure(model)).detail == "ValueError"
    model.in_build, model.in_ask = None, RuntimeError()
    assert (await failure(model)).detail == "RuntimeError"
    await model.close()


@pytest.mark.parametrize("kind", WIRES)
async def test_no_log_holds_a_customers_words(kind: str, caplog: pytest.LogCaptureFixture) -> None:
    """Even where everything is logged, the SDKs do not log what they send or receive."""
    with caplog.at_level(logging.DEBUG):
        async with wired(kind) as it:
            await it.model.complete(replace(PROMPT, text="my-own-words"), TIMEOUT_S)
            it.vendor.play = always(Fault.RESET)
            await failure(it.model)
    assert "my-own-words" not in caplog.text
    assert "test-key" not in caplog.text

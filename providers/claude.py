"""Claude: Anthropic's wire: the request, the text and usage of its answer, what its headers say of its windows.

Refuses a temperature: its API takes none any more.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from providers import chat_completion, quota_readings
from providers.failures import QuotaReading
from providers.http_client import http_client
from providers.model import Completion
from providers.prompt import Prompt
from providers.sdk_model import SdkModel
from providers.vendor_reply import ANOTHER_SHAPE, VendorReply, at, parsed, tokens

if TYPE_CHECKING:
    from anthropic import AsyncAnthropic


class Claude(SdkModel["AsyncAnthropic"]):
    """A Claude model; ``base_url`` is scheme, host and port."""

    package = "anthropic"
    address = "https://api.anthropic.com"

    def _build(self) -> AsyncAnthropic:
        import httpx2  # noqa: PLC0415 - loaded when it is opened
        from anthropic import AsyncAnthropic  # noqa: PLC0415 - loaded when it is opened

        client = AsyncAnthropic(
            api_key=self._key,
            base_url=self._base_url,
            max_retries=0,
            http_client=http_client(httpx2),
            open_telemetry=False,
        )
        _ = client.messages.with_raw_response  # loads what the SDK leaves for the first call
        return client

    async def _ask(self, client: AsyncAnthropic, prompt: Prompt, timeout_s: float) -> Completion:
        raw = await client.messages.with_raw_response.create(**self._request(prompt), timeout=timeout_s)
        return _read(parsed(await raw.text())).completion(prompt, self._readings(raw.headers))

    async def _shut(self, client: AsyncAnthropic) -> None:
        await client.close()

    def _readings(self, headers: Mapping[str, str]) -> tuple[QuotaReading, ...]:
        return quota_readings.anthropic(headers)

    def _request(self, prompt: Prompt) -> dict[str, Any]:
        return {
            "model": self._model,
            "system": prompt.instructions,
            "messages": chat_completion.turns(prompt),
            "max_tokens": prompt.answer_tokens,
            **_thinking(self._model),
        }


def _thinking(model: str) -> dict[str, Any]:
    """None where it can be switched off, else as little as the model can do."""
    can_do_without = "haiku" in model or "sonnet" in model
    return {"thinking": {"type": "disabled"}} if can_do_without else {"output_config": {"effort": "low"}}


def _read(body: Mapping[str, Any]) -> VendorReply:
    """All text blocks in their order, wherever other sorts stand between them."""
    content = body.get("content")
    usage = ("input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens")
    return VendorReply.of(
        [at(block, "text") for block in content if at(block, "type") == "text"] if isinstance(content, list) else [],
        body.get("stop_reason") if isinstance(content, list) else ANOTHER_SHAPE,
        tokens_in=tokens(*(at(body, "usage", name) for name in usage)),
        tokens_out=tokens(at(body, "usage", "output_tokens")),
    )

"""Groq: Groq's wire: the request, the text and usage of its answer, what its headers say of its windows.

Refuses to decide: no retry, no waiting, no price.
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
from providers.vendor_reply import parsed

if TYPE_CHECKING:
    from groq import AsyncGroq


class Groq(SdkModel["AsyncGroq"]):
    """A model at Groq; ``base_url`` is scheme, host and port."""

    package = "groq"
    address = "https://api.groq.com"

    def _build(self) -> AsyncGroq:
        import httpx  # noqa: PLC0415 - loaded when it is opened
        from groq import AsyncGroq  # noqa: PLC0415 - loaded when it is opened

        client = AsyncGroq(api_key=self._key, base_url=self._base_url, max_retries=0, http_client=http_client(httpx))
        _ = client.chat.completions.with_raw_response  # loads what the SDK leaves for the first call
        return client

    async def _ask(self, client: AsyncGroq, prompt: Prompt, timeout_s: float) -> Completion:
        raw = await client.chat.completions.with_raw_response.create(**self._request(prompt), timeout=timeout_s)
        return chat_completion.read(parsed(await raw.text())).completion(prompt, self._readings(raw.headers))

    async def _shut(self, client: AsyncGroq) -> None:
        await client.close()

    def _readings(self, headers: Mapping[str, str]) -> tuple[QuotaReading, ...]:
        return quota_readings.groq(headers)

    def _request(self, prompt: Prompt) -> dict[str, Any]:
        cap = {"max_completion_tokens": prompt.answer_tokens}
        return chat_completion.request(self._model, prompt) | cap | _thinking(self._model)


def _thinking(model: str) -> dict[str, Any]:
    """As little as the model can do; no such field for a model that knows none."""
    if "gpt-oss" in model:
        return {"reasoning_effort": "low", "include_reasoning": False}
    return {"reasoning_effort": "none"} if "qwen3" in model else {}

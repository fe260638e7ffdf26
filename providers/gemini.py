"""Gemini: Google's wire by its present SDK, google-genai: the request, the text and usage of its answer.

Refuses the SDK's own second requests: an answer is taken as it came, nothing is continued and no function called.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from providers import gemini_content
from providers.http_client import http_client
from providers.model import Completion
from providers.prompt import Prompt
from providers.sdk_model import SdkModel
from providers.vendor_reply import parsed

if TYPE_CHECKING:
    from google.genai import Client

# The version in which every model is served, the names that end in -latest too.
API_VERSION = "v1beta"


@dataclass(frozen=True, slots=True)
class _Opened:
    """The SDK leaves an HTTP client that it was given to its owner."""

    client: Client
    http_client: Any


class Gemini(SdkModel[_Opened]):
    """A Gemini model; ``base_url`` is scheme, host and port."""

    package = "google-genai"
    address = "https://generativelanguage.googleapis.com"

    def _build(self) -> _Opened:
        import httpx2  # noqa: PLC0415 - loaded when it is opened
        from google.genai import Client  # noqa: PLC0415 - loaded when it is opened
        from google.genai.types import HttpOptions, HttpRetryOptions  # noqa: PLC0415 - loaded when it is opened

        opened = http_client(httpx2)
        options = HttpOptions(
            base_url=self._base_url,
            api_version=API_VERSION,
            retry_options=HttpRetryOptions(attempts=1),
            httpx_async_client=opened,
        )
        return _Opened(Client(vertexai=False, api_key=self._key, http_options=options), opened)

    async def _ask(self, client: _Opened, prompt: Prompt, timeout_s: float) -> Completion:
        contents: Any = gemini_content.contents(prompt)
        response = await client.client.aio.models.generate_content(
            model=self._model, contents=contents, config=self._config(prompt, timeout_s)
        )
        answer = response.sdk_http_response
        return gemini_content.read(parsed(answer.body if answer else None)).completion(prompt, readings=())

    async def _shut(self, client: _Opened) -> None:
        await client.http_client.aclose()
        client.client.close()

    def _config(self, prompt: Prompt, timeout_s: float) -> Any:
        return {
            "system_instruction": prompt.instructions,
            "max_output_tokens": prompt.answer_tokens,
            **gemini_content.manner(self._model),
            "automatic_function_calling": {"disable": True},
            "should_return_http_response": True,
            "http_options": {"timeout": int(timeout_s * 1000) or 1},
        }

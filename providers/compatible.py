"""Compatible: the wire of servers that speak OpenAI's chat format: Ollama, vLLM, llama.cpp, Cerebras and others.

Refuses the fields that only one vendor knows, and to read the headers of windows: they mean something else at each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from providers import chat_completion
from providers.http_client import http_client
from providers.model import Completion
from providers.prompt import Prompt
from providers.sdk_model import SdkModel
from providers.vendor_reply import parsed

if TYPE_CHECKING:
    from groq import AsyncGroq


class Compatible(SdkModel["AsyncGroq"]):
    """A model at ``base_url``, which may hold a path; the key may be empty, as local servers need none."""

    package = "groq"
    address = ""

    def _build(self) -> AsyncGroq:
        import httpx  # noqa: PLC0415 - loaded when it is opened
        from groq import AsyncGroq  # noqa: PLC0415 - loaded when it is opened

        return AsyncGroq(
            api_key=self._key,
            base_url=self._base_url,
            max_retries=0,
            http_client=http_client(httpx),
        )

    async def _ask(self, client: AsyncGroq, prompt: Prompt, timeout_s: float) -> Completion:
        import httpx  # noqa: PLC0415 - loaded when it was opened
        from groq import Omit  # noqa: PLC0415 - loaded when it was opened

        headers: dict[str, str | Omit] = {} if self._key else {"Authorization": Omit()}
        response = await client.post(
            "/chat/completions" if urlsplit(self._base_url).path.strip("/") else "/v1/chat/completions",
            body=chat_completion.request(self._model, prompt) | {"max_tokens": prompt.answer_tokens},
            cast_to=httpx.Response,
            options={"timeout": timeout_s, "headers": headers},
        )
        return chat_completion.read(parsed(response.text)).completion(prompt, readings=())

    async def _shut(self, client: AsyncGroq) -> None:
        await client.close()

    def _may_be_key(self, key: str) -> bool:
        return not key or super()._may_be_key(key)

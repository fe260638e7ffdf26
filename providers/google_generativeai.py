"""GoogleGenerativeAI: Google's wire by its old SDK, google-generativeai, whose maker ended it on 2025-11-30.

For those who must keep it; it is not installed otherwise. It has no asynchronous REST, so each call holds a thread of
its own until the socket's time is over, also after it was given up. It reads proxies from the environment, follows
redirects, and is set up once for the whole process: one address and one key at a time.
Refuses to be better than it is: thinking cannot be switched off here.
"""

from __future__ import annotations

import asyncio
import warnings
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any

from providers import gemini_content
from providers.model import Completion
from providers.prompt import Prompt
from providers.sdk_model import SdkModel
from providers.vendor_reply import parsed

MOST_CALLS = 64


@dataclass(frozen=True, slots=True)
class _Opened:
    """The SDK is a module with settings; the threads are ours, so that its slow calls keep nobody else waiting."""

    sdk: Any
    threads: ThreadPoolExecutor


class GoogleGenerativeAI(SdkModel[_Opened]):
    """A Gemini model; ``base_url`` is scheme, host and port."""

    package = "google-generativeai, see requirements-google-generativeai.txt"
    address = "https://generativelanguage.googleapis.com"

    def _build(self) -> _Opened:
        warnings.filterwarnings("ignore", r"\s*All support for the `google.generativeai` package", FutureWarning)
        import google.generativeai as sdk  # noqa: PLC0415 - loaded when it is opened

        sdk.configure(api_key=self._key, transport="rest", client_options={"api_endpoint": self._base_url})
        return _Opened(sdk, ThreadPoolExecutor(MOST_CALLS, thread_name_prefix="google-generativeai"))

    async def _ask(self, client: _Opened, prompt: Prompt, timeout_s: float) -> Completion:
        call = partial(self._generate, client.sdk, prompt, timeout_s)
        body = await asyncio.get_running_loop().run_in_executor(client.threads, call)
        return gemini_content.read(parsed(body)).completion(prompt, readings=())

    async def _shut(self, client: _Opened) -> None:
        client.threads.shutdown(wait=False, cancel_futures=True)

    def _generate(self, sdk: Any, prompt: Prompt, timeout_s: float) -> str:
        """The vendor's answer as JSON again: the SDK's own text raises where there is none."""
        manner = {key: value for key, value in gemini_content.manner(self._model).items() if key == "temperature"}
        response = sdk.GenerativeModel(self._model, system_instruction=prompt.instructions).generate_content(
            gemini_content.contents(prompt),
            generation_config={"max_output_tokens": prompt.answer_tokens, **manner},
            request_options={"timeout": timeout_s, "retry": None},
        )
        proto = sdk.protos.GenerateContentResponse
        return str(
            proto.to_json(
                proto(response.to_dict()), use_integers_for_enums=False, always_print_fields_with_no_presence=False
            )
        )

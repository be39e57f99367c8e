"""Many waiting requests at once, for callers that know nothing of waiting."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Iterator
from queue import SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, TypeVar

from llmsite.errors import BackendError

if TYPE_CHECKING:
    from concurrent.futures import Future

T = TypeVar("T")


class Background:
    """An event loop in a thread of its own; a notebook's thread has one already."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, name="llmsite", daemon=True)
        self._thread.start()

    def result(self, work: Coroutine[None, None, T]) -> T:
        """Do one thing."""
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result()
        finally:
            future.cancel()

    def results(
        self, work: Iterable[Callable[[], Coroutine[None, None, T]]], *, n_open: int
    ) -> Iterator[T]:
        """Do things at once, each result as it comes.

        Args:
            work: What begins each thing.
            n_open: Most things that are begun and whose results the caller is not done with: so
                many can be lost where the caller is broken off.

        Raises:
            BackendError: The first that was raised, after everything that came beside it.
        """
        room = asyncio.Semaphore(n_open)

        async def begin(each: Callable[[], Coroutine[None, None, T]]) -> T:
            await room.acquire()
            return await each()

        done: SimpleQueue[Future[T]] = SimpleQueue()
        futures = [asyncio.run_coroutine_threadsafe(begin(each), self._loop) for each in work]
        first: BackendError | None = None
        try:
            for future in futures:
                future.add_done_callback(done.put)
            for _ in futures:
                try:
                    yield done.get().result()
                except BackendError as error:
                    first = first or error
                self._loop.call_soon_threadsafe(room.release)
        finally:
            for future in futures:
                future.cancel()
        if first is not None:
            raise first

    @property
    def is_open(self) -> bool:
        """Whether anything can be done."""
        return not self._loop.is_closed()

    def close(self) -> None:
        """End the thread."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        pending = asyncio.all_tasks(self._loop)
        for task in pending:
            task.cancel()
        if pending:
            self._loop.run_until_complete(asyncio.wait(pending))
        self._loop.close()

# SPDX-License-Identifier: EUPL-1.2
"""Eight visitors who send requests as fast as they are answered: `python -m benchmarks.visitors PORT VISITORS SECONDS`.

Prints requests stored a second and the slowest answer in milliseconds. Ready-made bytes over plain sockets, so that the
visitors cost the machine little.
"""

from __future__ import annotations

import socket
import sys
import threading
import time

from benchmarks.cases import form_body

WARM = 12


def message(port: int) -> bytes:
    body = form_body()
    head = (
        f"POST /aanvraag HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def visit(port: int, messages: list[bytes], start: threading.Barrier, seconds: float, answers: list[float]) -> None:
    """The first WARM requests are not counted: a fresh process reads the catalogue and compiles its templates."""
    connection = socket.create_connection(("127.0.0.1", port), 30)
    end = 0.0
    for number, one in enumerate(messages):
        if number == WARM:
            start.wait(60)
            end = time.perf_counter() + seconds
        if number > WARM and time.perf_counter() > end:
            break
        began = time.perf_counter()
        connection.sendall(one)
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += connection.recv(65536)
        head, _, rest = answer.partition(b"\r\n\r\n")
        length = next(int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
        while len(rest) < length:
            rest += connection.recv(65536)
        if b" 303 " not in head.split(b"\r\n")[0]:
            raise SystemExit(head.decode() + rest.decode()[:2000])
        if number >= WARM:
            answers.append(time.perf_counter() - began)
    connection.close()


def main(port: int, visitors: int, seconds: float) -> None:
    ready = [[message(port) for _ in range(WARM + int(seconds * 120))] for _ in range(visitors)]
    answers: list[float] = []
    start = threading.Barrier(visitors + 1)
    threads = [threading.Thread(target=visit, args=(port, some, start, seconds, answers)) for some in ready]
    for thread in threads:
        thread.start()
    start.wait(60)
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    print(f"{len(answers) / took:.1f} {max(answers) * 1000:.1f}")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]))

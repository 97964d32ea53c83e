# SPDX-License-Identifier: EUPL-1.2
"""The real processes: gunicorn with the worker in it, a worker apart on Redis, and `run.py` as a program."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

from tests.support.live import LiveSite
from tests.support.ports import free_port
from tests.support.settings import ROOT

pytestmark = pytest.mark.slow


def get(url: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def until(what, seconds: float = 20):
    """The first true answer."""
    end = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)
    return found


def test_the_worker_lives_in_the_web_process(serve):
    site = serve()
    until(lambda: get(site.url + "/readyz") == (200, "ok\n"))
    assert len(site.workers()) == 1
    assert site.stop() == 0


def test_a_killed_web_process_comes_back_with_its_worker(serve):
    site = serve()
    until(lambda: get(site.url + "/readyz")[0] == 200)
    (before,) = site.workers()
    site.kill_worker()
    until(lambda: [one for one in site.workers() if one.pid != before.pid])
    until(lambda: _answers(site))
    assert get(site.url + "/readyz") == (200, "ok\n")


def _answers(site: LiveSite) -> bool:
    try:
        return get(site.url + "/healthz")[0] == 200
    except OSError:
        return False


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.once
def test_with_redis_the_worker_is_a_process_of_its_own(serve, redis):
    site = serve(REDIS_URL=redis.url, WEB_CONCURRENCY="2")
    until(lambda: len(site.workers()) == 2)
    assert get(site.url + "/readyz")[0] == 503
    worker = LiveSite(site.folder, site.settings, [sys.executable, "-m", "flask", "--app", "run", "worker"], site.port)
    worker.start()
    until(lambda: get(site.url + "/readyz") == (200, "ok\n"))
    assert worker.stop() == 0


@pytest.mark.once
def test_too_long_an_address_and_header_are_refused_before_the_app(serve):
    site = serve()
    assert get(site.url + "/lesaanbod?q=" + "x" * 5000)[0] in (400, 414)
    request = urllib.request.Request(site.url + "/healthz", headers={"X-Long": "x" * 20_000})
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=10)
    assert refused.value.code in (400, 431)


@pytest.mark.once
class TestRunAsAProgram:
    """`python run.py` in an empty instance folder, as `make run` does it."""

    @pytest.fixture
    def site(self, tmp_path):
        site = LiveSite(tmp_path, {"MAIL_SERVER": ""}, [sys.executable, "run.py"])
        yield site
        site.stop()

    def test_it_makes_everything_and_stops_on_ctrl_c(self, site, tmp_path):
        site.start()
        until(lambda: get(site.url + "/readyz") == (200, "ok\n"))
        assert [get(site.url + path)[0] for path in ("/", "/lesaanbod", "/postvak")] == [200, 200, 200]
        assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0
        assert f"{site.url}/postvak" in site.log
        assert (tmp_path / "example_sign_in").read_text() in site.log
        key = (tmp_path / "secret_key").read_text()
        assert site.stop(signal.SIGINT) == 0
        until(lambda: not _listens(site.port + 25))
        site.start()
        assert (tmp_path / "secret_key").read_text() == key

    def test_a_taken_port_is_named_with_its_remedy(self, site):
        site.start()
        other = LiveSite(site.folder, {"INSTANCE": str(site.folder / "other")}, site.command, site.port)
        done = subprocess.run(
            other.command, cwd=ROOT, env=other.environment(), capture_output=True, text=True, timeout=60
        )
        assert done.returncode == 1
        assert f"PORT {site.port} is taken" in done.stderr

    def test_a_wrong_setting_is_named(self, site):
        wrong = site.environment() | {"PORT": str(free_port()), "SECRET_KEY": "short"}
        done = subprocess.run(site.command, cwd=ROOT, env=wrong, capture_output=True, text=True, timeout=60)
        assert done.returncode == 1
        assert "SECRET_KEY" in done.stderr
        assert "Traceback" not in done.stderr

"""Apache Kafka without Docker: jars by Maven, kept in a cache, run by Java 17 or newer."""

import contextlib
import fcntl
import functools
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from services.machine import Unavailable

HERE = Path(__file__).parent
POM = HERE / "pom.xml"
LOGGING = HERE / "log4j2.yaml"


def pinned(name: str) -> str:
    """A version as services/pom.xml pins it."""
    found = re.search(rf"<{re.escape(name)}\.version>([^<]+)<", POM.read_text())
    if found is None:
        raise LookupError(f"{POM} names no {name}.version")
    return found[1]


def cache() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(base).expanduser() / "counterfoil" / f"kafka-{pinned('kafka')}"


@functools.cache
def java() -> str | None:
    """The path of a Java that is new enough."""
    home = os.environ.get("JAVA_HOME")
    path = str(Path(home, "bin", "java")) if home else shutil.which("java")
    return path if path and Path(path).exists() and _major(path) >= 17 else None


def _major(path: str) -> int:
    told = subprocess.run([path, "-version"], capture_output=True, text=True, check=False).stderr
    found = re.search(r'version "(\d+)', told)
    return int(found[1]) if found else 0


def missing() -> str | None:
    """What is missing for a broker of this kind; None when all is there."""
    if java() is None:
        return "no Java 17 or newer"
    if not _jars().is_dir() and shutil.which("mvn") is None:
        return "no Maven (mvn) to fetch Apache Kafka with"
    return None


def _jars() -> Path:
    return cache() / "libs"


def jars() -> list[Path]:
    """The class path, fetched when the cache has none. Processes at the same time wait for one another."""
    with _locked(cache()):
        if not _jars().is_dir():
            _fetch()
    return sorted(_jars().glob("*.jar"))


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _fetch() -> None:
    """Into a folder of its own, then renamed: a fetch that breaks off leaves nothing that looks whole."""
    fresh = Path(tempfile.mkdtemp(prefix="fetch-", dir=cache()))
    command = [
        "mvn",
        "-q",
        "-B",
        "-f",
        str(POM),
        "dependency:copy-dependencies",
        f"-DoutputDirectory={fresh}",
    ]
    try:
        done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)
        if done.returncode != 0:
            raise Unavailable(f"Maven could not fetch Apache Kafka: {(done.stdout + done.stderr).strip()[-600:]}")
        fresh.chmod(0o755)
        fresh.rename(_jars())
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def command(main: str, *arguments: str, quick: bool, archive: Path | None = None) -> list[str]:
    """The command line of one Java program. Quick starts sooner and computes slower: for tests.

    With `archive` a program that ends in order leaves its classes there, unless the cache has them already.
    """
    heap = ["-Xms64m", "-Xmx320m"] if quick else ["-Xms256m", "-Xmx512m"]
    compiler = ["-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"] if quick else ["-XX:+UseG1GC"]
    path = os.pathsep.join(map(str, jars()))
    logging = f"-Dlog4j2.configurationFile={LOGGING}"
    return [java() or "java", *heap, *compiler, *_classes(archive), logging, "-cp", path, main, *arguments]


def _archive() -> Path:
    """Classes of the broker ready to map into memory: halves its start. Bound to the Java that wrote it."""
    release = Path(java() or "java").resolve().parent.parent / "release"
    mark = f"{release.stat().st_mtime_ns:x}" if release.exists() else "java"
    return cache() / f"classes-{mark}.jsa"


def _classes(archive: Path | None) -> list[str]:
    quiet = ["-Xlog:cds=off", "-Xlog:cds+dynamic=off"]
    if _archive().exists():
        return [f"-XX:SharedArchiveFile={_archive()}", *quiet]
    return [f"-XX:ArchiveClassesAtExit={archive}", *quiet] if archive else []


def keep(archive: Path) -> None:
    """What a broker left becomes the archive of those to come."""
    if archive.exists() and not _archive().exists():
        fresh = _archive().with_name(f"{_archive().name}.{os.getpid()}")
        shutil.copyfile(archive, fresh)
        fresh.replace(_archive())
    archive.unlink(missing_ok=True)

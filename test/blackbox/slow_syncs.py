"""A disk on which a sync takes as long as a test says, by a library put in front of a process's own."""
import os
import shutil
import subprocess
from pathlib import Path

# Looked at again and again while it waits, so that a test can let go of a sync that is under way.
SOURCE = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static long asked_ms(void) {
  long ms = 0;
  FILE* file = fopen(getenv("SLOW_SYNCS_FILE"), "r");
  if (file == NULL) return 0;
  if (fscanf(file, "%ld", &ms) != 1) ms = 0;
  fclose(file);
  return ms;
}

static int sync_slowly(const char* name, int file) {
  const struct timespec step = {0, 10000000};
  for (long waited_ms = 0; waited_ms < asked_ms(); waited_ms += 10) nanosleep(&step, NULL);
  return ((int (*)(int))dlsym(RTLD_NEXT, name))(file);
}

int fsync(int file) { return sync_slowly("fsync", file); }
int fdatasync(int file) { return sync_slowly("fdatasync", file); }
"""


class SlowSyncs:
    """Beginning with none. Processes started with its environment feel it."""

    def __init__(self, folder):
        self._file, library = Path(folder) / "slow-syncs", Path(folder) / "slow_syncs.so"
        compiler = shutil.which("cc") or shutil.which("clang")
        assert compiler, "no C compiler for the library that slows syncs down: run script/bootstrap"
        subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-x", "c", "-o", library, "-"], input=SOURCE.encode(), check=True)
        self.set(0)
        self.environment = {"LD_PRELOAD": str(library), "SLOW_SYNCS_FILE": str(self._file)}

    def set(self, wait_ms):
        """So long takes each sync more than it would, also those that are under way."""
        draft = self._file.with_suffix(".draft")
        draft.write_text(f"{wait_ms}\n")
        os.replace(draft, self._file)

"""Small file systems of a test's own, which fill up, break and come back. They need the right to mount: without it the
tests fail, they are not left out."""
import errno
import fcntl
import os
import struct
import subprocess
from contextlib import contextmanager

from waiting import wait_until

CHUNK = bytes(4096)
# Of ext4 (fs/ext4/ext4.h): from now on every access fails, and what is in memory is not written.
EXT4_IOC_SHUTDOWN, WITHOUT_FLUSHING = 0x8004587D, 2


def mount(*arguments):
    """Runs mount."""
    made = subprocess.run(["mount", *arguments], capture_output=True, text=True, check=False)
    assert made.returncode == 0, f"a small disk cannot be mounted (the right to mount is needed): {made.stderr}"


@contextmanager
def small_disk(folder, size, **owner):
    """A disk in memory, mounted on a new folder; `owner` has uid and gid."""
    folder.mkdir()
    options = ",".join([f"size={size}", *(f"{name}={value}" for name, value in owner.items())])
    mount("-t", "tmpfs", "-o", options, "tmpfs", folder)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def fill(folder):
    """Takes all the room that is left; gives the file to remove."""
    path = folder / "ballast"
    with open(path, "ab", buffering=0) as file:
        try:
            while True:
                file.write(CHUNK)
        except OSError as error:
            assert error.errno == errno.ENOSPC
    return path


class BreakingDisk:
    """An ext4 file system in a file, mounted on `folder`. Without it a file stands in the place of `data`, a folder to be made on it,
    so that a program that starts in that moment cannot begin anew there."""

    def __init__(self, tmp_path):
        self.image, self.folder = tmp_path / "disk.img", tmp_path / "breaking"
        self.folder.mkdir()
        self.data = self.folder / "data"
        self.data.touch()
        with open(self.image, "wb") as image:
            image.truncate(64 << 20)
        subprocess.run(["/usr/sbin/mkfs.ext4", "-q", "-F", self.image], check=True)
        self.mount()

    def mount(self):
        mount("-o", "loop", self.image, self.folder)

    def shut_down(self):
        """Every call fails from now on, as on a disk that is gone."""
        handle = os.open(self.folder, os.O_RDONLY)
        try:
            fcntl.ioctl(handle, EXT4_IOC_SHUTDOWN, struct.pack("I", WITHOUT_FLUSHING))
        finally:
            os.close(handle)

    def become_read_only(self):
        """As the kernel does it on an error of the file system, under files that are open for writing."""
        mount("-o", "remount,abort", self.folder)

    def unmount(self):
        subprocess.run(["umount", self.folder], check=True)

    def mend(self):
        """What broke is taken off, as soon as nobody has a file of it open, and comes back writable."""
        wait_until(lambda: subprocess.run(["umount", self.folder], capture_output=True, check=False).returncode == 0,
                   "a moment in which nobody uses the disk")
        self.mount()

"""The system calls that a submission may make; the filter refuses all others.

Measured over all lessons and all hostile and honest submissions, and completed with the calls
of the same kinds that other versions of the C library make instead. What lets the kernel hold
memory for a process without bound is not among them, whatever it is good for.
Each entry has a name, its number on x86_64 and its number on aarch64, or `-` for none.
"""

_TABLE = """
read 0 63, write 1 64, open 2 -, openat 257 56, close 3 57, stat 4 -, fstat 5 80,
lstat 6 -, newfstatat 262 79, statx 332 291, poll 7 -, ppoll 271 73, select 23 -,
pselect6 270 72, lseek 8 62, pread64 17 67, pwrite64 18 68, readv 19 65, writev 20 66,
preadv 295 69, pwritev 296 70, access 21 -, faccessat 269 48, faccessat2 439 439,
dup 32 23, dup2 33 -, dup3 292 24, flock 73 32, fsync 74 82, fdatasync 75 83,
truncate 76 45, ftruncate 77 46, getdents 78 -, getdents64 217 61, getcwd 79 17,
chdir 80 49, fchdir 81 50, rename 82 -, renameat 264 38, renameat2 316 276, mkdir 83 -,
mkdirat 258 34, rmdir 84 -, unlink 87 -, unlinkat 263 35, link 86 -, linkat 265 37,
symlink 88 -, symlinkat 266 36, readlink 89 -, readlinkat 267 78, chmod 90 -, fchmod 91 52,
fchmodat 268 53, umask 95 166, utime 132 -, utimes 235 -, utimensat 280 88,
futimesat 261 -, fallocate 285 47, fadvise64 221 223, sendfile 40 71,
copy_file_range 326 285, statfs 137 43, fstatfs 138 44, pipe 22 -, pipe2 293 59,
recvfrom 45 207, sendto 44 206, shutdown 48 210, getsockname 51 204, getpeername 52 205,
getsockopt 55 209, epoll_create 213 -, epoll_create1 291 20, epoll_ctl 233 21,
epoll_wait 232 -, epoll_pwait 281 22, eventfd2 290 19,
brk 12 214, mmap 9 222, munmap 11 215, mprotect 10 226, mremap 25 216, madvise 28 233,
msync 26 227, mincore 27 232, membarrier 324 283, get_mempolicy 239 236,
futex 202 98, set_robust_list 273 99, get_robust_list 274 100, rseq 334 293,
set_tid_address 218 96, gettid 186 178, exit 60 93, exit_group 231 94, sched_yield 24 124,
sched_getaffinity 204 123, sched_setaffinity 203 122, sched_getparam 143 121,
sched_getscheduler 145 120, sched_get_priority_max 146 125, sched_get_priority_min 147 126,
getcpu 309 168, arch_prctl 158 -,
rt_sigaction 13 134, rt_sigprocmask 14 135, rt_sigreturn 15 139, rt_sigpending 127 136,
rt_sigsuspend 130 133, rt_sigtimedwait 128 137, sigaltstack 131 132,
restart_syscall 219 128, kill 62 129, tkill 200 130, tgkill 234 131, pause 34 -,
alarm 37 -, getitimer 36 102, setitimer 38 103,
getpid 39 172, getppid 110 173, getuid 102 174, geteuid 107 175, getgid 104 176,
getegid 108 177, getgroups 115 158, getresuid 118 148, getresgid 120 150, getpgrp 111 -,
getpgid 121 155, getsid 124 156, getpriority 140 141, getrlimit 97 163, setrlimit 160 164,
prlimit64 302 261, getrusage 98 165, times 100 153, uname 63 160, sysinfo 99 179,
time 201 -, gettimeofday 96 169, clock_gettime 228 113, clock_getres 229 114,
nanosleep 35 101, clock_nanosleep 230 115, getrandom 318 278
"""


def _numbers(column: int) -> dict[str, int]:
    rows = (entry.split() for entry in _TABLE.replace("\n", " ").split(","))
    return {row[0]: int(row[column]) for row in rows if row[column] != "-"}


X86_64 = _numbers(1)
AARCH64 = _numbers(2)

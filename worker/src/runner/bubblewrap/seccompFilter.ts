/* Classic BPF: each instruction is {u16 code, u8 jump if true, u8 jump if false, u32 k}. */
const LOAD = 0x20;
const JUMP_IF_EQUAL = 0x15;
const JUMP_IF_AT_LEAST = 0x35;
const JUMP_IF_ANY_BIT = 0x45;
const RETURN = 0x06;

const ALLOW = 0x7fff0000;
const KILL = 0x80000000;
const failWith = (errno: number) => 0x00050000 | errno;
const EPERM = 1;
const ENOSYS = 38;
const EAFNOSUPPORT = 97;

/* Offsets in the kernel's `struct seccomp_data`; of an argument, its lower half. */
const NUMBER = 0;
const ARCHITECTURE = 4;
const argument = (index: number) => 16 + 8 * index;

/** Numbers of the calls that are looked at more closely, and the kernel's name of the architecture. */
const architectures = {
  x64: { audit: 0xc000003e, clone: 56, clone3: 435, socket: 41, ioctl: 16, column: 1 },
  arm64: { audit: 0xc00000b7, clone: 220, clone3: 435, socket: 198, ioctl: 29, column: 2 },
} as const;

/** CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID and NEWNET. */
const NEW_NAMESPACES = 0x7e020000;
const AF_UNIX = 1;
/** AF_INET, AF_INET6, and AF_NETLINK, by which programs find out what networks there are. */
const INTERNET = [2, 10, 16];
/** TIOCSTI and TIOCLINUX type into a terminal as if its user did. */
const TERMINAL_INJECTION = [0x5412, 0x541c];
/** Numbers from here are x86-64's x32 calls, which would pass by the list. */
const X32 = 0x40000000;

type Instruction = readonly [code: number, ifTrue: number, ifFalse: number, k: number];

/**
 * A seccomp program that bubblewrap loads before the algorithm starts, or nothing for an architecture without a table.
 * It fails the denied calls, new namespaces, sockets of any family but AF_UNIX (AF_VSOCK, for one, reaches a virtual
 * machine's host in spite of an empty network namespace) and typing into terminals, and kills on a foreign call table.
 * @param loopback Whether internet sockets are allowed as well, for processes of one sandbox to talk to each other.
 */
export function seccompFilter(
  architecture: string = process.arch,
  { loopback = false }: { readonly loopback?: boolean } = {},
): Buffer | undefined {
  if (architecture !== "x64" && architecture !== "arm64") return undefined;
  const { audit, clone, clone3, socket, ioctl, column } = architectures[architecture];
  const families = [AF_UNIX, ...(loopback ? INTERNET : [])];
  const program: Instruction[] = [
    [LOAD, 0, 0, ARCHITECTURE],
    [JUMP_IF_EQUAL, 1, 0, audit],
    [RETURN, 0, 0, KILL],
    [LOAD, 0, 0, NUMBER],
    [JUMP_IF_AT_LEAST, 0, 1, X32],
    [RETURN, 0, 0, KILL],
    // The C library falls back to clone, whose flags a filter can read; clone3's lie in memory.
    [JUMP_IF_EQUAL, 0, 1, clone3],
    [RETURN, 0, 0, failWith(ENOSYS)],
  ];
  for (const row of deniedSyscalls) {
    const number = row[column];
    if (number === null) continue;
    program.push([JUMP_IF_EQUAL, 0, 1, number], [RETURN, 0, 0, failWith(EPERM)]);
  }
  program.push(
    ...whenCalled(clone, 0, [
      [JUMP_IF_ANY_BIT, 0, 1, NEW_NAMESPACES],
      [RETURN, 0, 0, failWith(EPERM)],
    ]),
    ...whenCalled(socket, 0, [
      ...families.map((family, index): Instruction => [JUMP_IF_EQUAL, families.length - index, 0, family]),
      [RETURN, 0, 0, failWith(EAFNOSUPPORT)],
    ]),
    ...whenCalled(
      ioctl,
      1,
      TERMINAL_INJECTION.flatMap((request): Instruction[] => [
        [JUMP_IF_EQUAL, 0, 1, request],
        [RETURN, 0, 0, failWith(EPERM)],
      ]),
    ),
    [RETURN, 0, 0, ALLOW],
  );
  return assemble(program);
}

/** `checks` on argument `index` of call `number`; who passes them is allowed, other calls go on. */
function whenCalled(number: number, index: number, checks: readonly Instruction[]): Instruction[] {
  const body: Instruction[] = [[LOAD, 0, 0, argument(index)], ...checks, [RETURN, 0, 0, ALLOW]];
  return [[JUMP_IF_EQUAL, 0, body.length, number], ...body];
}

function assemble(program: readonly Instruction[]): Buffer {
  const bytes = Buffer.alloc(program.length * 8);
  for (const [index, [code, ifTrue, ifFalse, k]] of program.entries()) {
    bytes.writeUInt16LE(code, index * 8);
    bytes.writeUInt8(ifTrue, index * 8 + 2);
    bytes.writeUInt8(ifFalse, index * 8 + 3);
    bytes.writeUInt32LE(k >>> 0, index * 8 + 4);
  }
  return bytes;
}

/**
 * System calls that no algorithm needs and kernel exploits like, with their numbers on x86-64 and on arm64.
 * They fail with EPERM. Null: the architecture has no such call.
 */
export const deniedSyscalls: readonly (readonly [name: string, x64: number, arm64: number | null])[] = [
  ["mount", 165, 40],
  ["umount2", 166, 39],
  ["pivot_root", 155, 41],
  ["chroot", 161, 51],
  ["mount_setattr", 442, 442],
  ["move_mount", 429, 429],
  ["open_tree", 428, 428],
  ["fsopen", 430, 430],
  ["fsconfig", 431, 431],
  ["fsmount", 432, 432],
  ["fspick", 433, 433],
  ["setns", 308, 268],
  ["unshare", 272, 97],
  ["ptrace", 101, 117],
  ["process_vm_readv", 310, 270],
  ["process_vm_writev", 311, 271],
  ["pidfd_getfd", 438, 438],
  ["kcmp", 312, 272],
  ["keyctl", 250, 219],
  ["add_key", 248, 217],
  ["request_key", 249, 218],
  ["bpf", 321, 280],
  ["perf_event_open", 298, 241],
  ["userfaultfd", 323, 282],
  ["io_uring_setup", 425, 425],
  ["io_uring_enter", 426, 426],
  ["io_uring_register", 427, 427],
  ["open_by_handle_at", 304, 265],
  ["name_to_handle_at", 303, 264],
  ["kexec_load", 246, 104],
  ["kexec_file_load", 320, 294],
  ["init_module", 175, 105],
  ["finit_module", 313, 273],
  ["delete_module", 176, 106],
  ["reboot", 169, 142],
  ["swapon", 167, 224],
  ["swapoff", 168, 225],
  ["acct", 163, 89],
  ["quotactl", 179, 60],
  ["quotactl_fd", 443, 443],
  ["syslog", 103, 116],
  ["sethostname", 170, 161],
  ["setdomainname", 171, 162],
  ["settimeofday", 164, 170],
  ["clock_settime", 227, 112],
  ["clock_adjtime", 305, 266],
  ["adjtimex", 159, 171],
  ["vhangup", 153, 58],
  ["fanotify_init", 300, 262],
  ["lookup_dcookie", 212, 18],
  ["iopl", 172, null],
  ["ioperm", 173, null],
  ["modify_ldt", 154, null],
];

// Runs inside OpenCode's own server before anything else of it, as Bun's preload: hides the server's password from the
// commands of its agents. OpenCode takes the password from the environment only, and hands its environment on.
//
// The kernel shows the memory that held the environment at the start (/proc/PID/environ, ps): it is overwritten there.
// Commands get a copy of the enumerable variables: once the server listens, the password is no longer one of them, and
// OpenCode can still read it by name. On any failure the server starts as it would without this file.
const NAME = "OPENCODE_SERVER_PASSWORD"
const PRELOAD = "BUN_INSPECT_PRELOAD"
const LIBRARIES = process.platform === "darwin" ? ["libSystem.dylib"] : ["libc.so.6", "libc.so"]
const FUNCTIONS = {
  getenv: { args: ["cstring"], returns: "ptr" },
  unsetenv: { args: ["cstring"], returns: "i32" },
  strlen: { args: ["ptr"], returns: "usize" },
  memset: { args: ["ptr", "i32", "usize"], returns: "ptr" },
}

const password = process.env[NAME]
delete process.env[PRELOAD] // else every Bun program that a command starts would load this file
for (const library of LIBRARIES) {
  try {
    const { symbols } = require("bun:ffi").dlopen(library, FUNCTIONS)
    const name = Buffer.from(NAME + "\0")
    const address = symbols.getenv(name)
    if (address) symbols.memset(address, "*".charCodeAt(0), symbols.strlen(address))
    symbols.unsetenv(name)
    symbols.unsetenv(Buffer.from(PRELOAD + "\0"))
    break
  } catch {}
}

if (password !== undefined) {
  process.env[NAME] = password
  const print = console.log
  console.log = (...words) => {
    print(...words)
    if (!String(words[0]).includes("server listening on ")) return
    console.log = print
    const hidden = { value: password, enumerable: false, configurable: true, writable: true }
    Object.defineProperty(process.env, NAME, hidden)
  }
}

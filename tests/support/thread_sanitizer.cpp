// What ThreadSanitizer has to know of libraries that it does not see into; linked into every program of the preset
// tsan.
#include <linux/sched.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdarg>

// Qt and glib lock by system calls of their own, of which the sanitizer knows nothing: it takes whatever they hand from
// one thread to another for races. Left out is what they themselves copy, allocate and free; what our code does in the
// window's thread is looked at.
extern "C" const char* __tsan_default_suppressions();
extern "C" const char* __tsan_default_suppressions() {
    return "called_from_lib:libQt6Core.so\n"
           "called_from_lib:libQt6Gui.so\n"
           "called_from_lib:libglib-2.0.so\n"
           // Pango looks fonts up in threads of its own.
           "race:libfontconfig.so\n"
           "race:libpangoft2-1.0.so\n";
}

// QProcess starts programs by clone(CLONE_VM), which shares the memory until the program runs. The sanitizer's own
// clone() marks its state as that of a child there, and so in the parent, of whose locks it then sees nothing. A copied
// memory does as well: slower, and the sanitizer is not asked.
extern "C" int clone(int (*run)(void*), void*, int flags, void* argument, ...) noexcept {
    va_list more;
    va_start(more, argument);
    void* parent_tid = va_arg(more, void*);
    va_end(more);
    const long pid =
        syscall(SYS_clone, static_cast<unsigned long>(flags & ~CLONE_VM), nullptr, parent_tid, nullptr, nullptr);
    if (pid == 0) _exit(run(argument));
    return static_cast<int>(pid);
}

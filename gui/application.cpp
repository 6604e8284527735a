#include "gui/application.hpp"

#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <time.h>

#include <QMessageBox>
#include <cstdio>
#include <exception>

namespace sanad::gui {
namespace {

double ms_of(clockid_t clock) {
    timespec now{};
    ::clock_gettime(clock, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

}  // namespace

Application::Application(int& count, char** arguments) : QApplication{count, arguments} {
#ifdef __GLIBC__
    // A heap for each reading thread would keep what its largest question took, and so would one heap for all, did the
    // threshold above which memory is handed back at once grow with what is handed back.
    mallopt(M_ARENA_MAX, 2);
    mallopt(M_MMAP_THRESHOLD, 256 * 1024);
#endif
}

bool Application::notify(QObject* receiver, QEvent* event) {
    const bool outermost = depth_ == 0;
    const double before = outermost ? ms_of(CLOCK_MONOTONIC) : 0;
    const double processor_before = outermost ? ms_of(CLOCK_THREAD_CPUTIME_ID) : 0;
    // The receiver may be gone when it has been told: its name is taken before.
    const QMetaObject* of = receiver->metaObject();
    const int type = event->type();
    ++depth_;
    bool taken = false;
    try {
        taken = QApplication::notify(receiver, event);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "sanad-gui: %s\n", error.what());
        auto* message = new QMessageBox{QMessageBox::Critical, tr("A mistake of this program"),
                                        tr("Something went wrong here; nothing of the case was changed by it.\n%1")
                                            .arg(QString::fromUtf8(error.what())),
                                        QMessageBox::Ok};
        message->setAttribute(Qt::WA_DeleteOnClose);
        message->open();
    }
    --depth_;
    if (outermost) {
        const double took = ms_of(CLOCK_THREAD_CPUTIME_ID) - processor_before;
        if (took > longest_.processor_ms) {
            longest_ = {ms_of(CLOCK_MONOTONIC) - before, took,
                        QStringLiteral("%1, event %2").arg(QString::fromLatin1(of->className())).arg(type)};
        }
    }
    return taken;
}

}  // namespace sanad::gui

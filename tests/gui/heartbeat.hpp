#pragma once
// How long the window's thread is kept from its next event: a timer that should beat every few milliseconds, and what
// lies between two beats. By the clock, and by what the thread itself had of the processor: on a machine that is busy
// with other things only the second is ours, but a thread that waits for a lock or a disk shows in the first alone.
#include <time.h>

#include <QTimer>
#include <algorithm>

namespace sanad::test {

inline double ms_of(clockid_t clock) {
    timespec now{};
    ::clock_gettime(clock, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

class Heartbeat {
public:
    static constexpr int beat_ms = 5;
    static constexpr double stall_ms = 50;

    struct Stalls {
        int by_clock = 0, by_processor = 0;  ///< longer than stall_ms
        double longest_ms = 0, longest_processor_ms = 0;
        int beats = 0;
    };

    Heartbeat() {
        timer_.setTimerType(Qt::PreciseTimer);
        timer_.setInterval(beat_ms);
        QObject::connect(&timer_, &QTimer::timeout, [this] { beat(); });
    }
    void start() {
        stalls_ = {};
        clock_ = ms_of(CLOCK_MONOTONIC);
        processor_ = ms_of(CLOCK_THREAD_CPUTIME_ID);
        timer_.start();
    }
    /// What is going on now counts too.
    Stalls stop() {
        beat();
        timer_.stop();
        return stalls_;
    }

private:
    void beat() {
        const double clock = ms_of(CLOCK_MONOTONIC), processor = ms_of(CLOCK_THREAD_CPUTIME_ID);
        const double gap = std::max(0.0, clock - clock_ - beat_ms), worked = processor - processor_;
        stalls_.by_clock += gap > stall_ms ? 1 : 0;
        stalls_.by_processor += worked > stall_ms ? 1 : 0;
        stalls_.longest_ms = std::max(stalls_.longest_ms, gap);
        stalls_.longest_processor_ms = std::max(stalls_.longest_processor_ms, worked);
        ++stalls_.beats;
        clock_ = clock;
        processor_ = processor;
    }

    QTimer timer_;
    Stalls stalls_;
    double clock_ = 0, processor_ = 0;
};

}  // namespace sanad::test

#include "gui/reading.hpp"

#include <QMetaObject>

namespace sanad::gui {
namespace {

// A long question must not keep a second from beginning; more than two would only fight for the same disk.
constexpr int question_threads = 2;

}  // namespace

Result<CaseReader*> Reading::OpenReader::get() {
    if (!reader) reader = std::make_unique<CaseReader>(TRY(CaseReader::open(case_db)));
    return reader.get();
}

Reading::Reading(std::filesystem::path case_db) : case_db_{std::move(case_db)} {
    threads_.emplace_back([this] { serve(Lane::rows); });
    for (int i = 0; i < question_threads; ++i) threads_.emplace_back([this] { serve(Lane::questions); });
    threads_.emplace_back([this] { serve(Lane::counts); });
}

Reading::~Reading() {
    {
        const std::scoped_lock lock{mutex_};
        ending_ = true;
        for (Queue& queue : queues_) queue.waiting.clear();
    }
    for (Queue& queue : queues_) queue.more.notify_all();
    for (std::thread& thread : threads_) thread.join();
}

Reading::Effort Reading::effort() {
    const std::scoped_lock lock{mutex_};
    return {long_ones_ > 0, worked_};
}

void Reading::put(Lane lane, std::shared_ptr<std::atomic<bool>> wanted, Job job) {
    Queue& queue = queues_[static_cast<std::size_t>(lane)];
    {
        const std::scoped_lock lock{mutex_};
        queue.waiting.push_back({std::move(wanted), std::move(job)});
        if (lane != Lane::rows) ++long_ones_;
    }
    queue.more.notify_one();
}

// Over a lock of our own, which ThreadSanitizer sees; Qt's queue of events, which it does not, carries no data of ours,
// and for that the function goes by its name.
void Reading::deliver(std::function<void()> answer) {
    {
        const std::scoped_lock lock{mutex_};
        answers_.push_back(std::move(answer));
    }
    // Answers that are still on their way when this object goes, go with it: Qt drops events of a receiver that is
    // gone.
    QMetaObject::invokeMethod(this, "hand_over", Qt::QueuedConnection);
}

void Reading::hand_over() {
    std::function<void()> answer;
    {
        const std::scoped_lock lock{mutex_};
        answer = std::move(answers_.front());
        answers_.pop_front();
    }
    answer();
}

void Reading::serve(Lane lane) {
    Queue& queue = queues_[static_cast<std::size_t>(lane)];
    OpenReader open{case_db_, nullptr};
    for (;;) {
        Waiting next;
        {
            std::unique_lock lock{mutex_};
            queue.more.wait(lock, [&] { return ending_ || !queue.waiting.empty(); });
            if (ending_) return;
            next = std::move(queue.waiting.front());
            queue.waiting.pop_front();
        }
        const auto began = std::chrono::steady_clock::now();
        if (*next.wanted) next.job(open);
        if (lane == Lane::rows) continue;
        const std::scoped_lock lock{mutex_};
        --long_ones_;
        worked_ += std::chrono::steady_clock::now() - began;
    }
}

}  // namespace sanad::gui

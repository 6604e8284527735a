#pragma once
// How the window reads a case without ever waiting for it: questions go to threads that each have a connection of their
// own, answers come back to the thread of the window.
#include <QObject>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "core/store/case_reader.hpp"

namespace sanad::gui {

/// A question whose answer is awaited. Whoever asked keeps it: when it goes, or another takes its place, the answer is
/// not wanted any more. A question not begun is then never put, and an answer on its way is not delivered. So the
/// newest question always wins, and no answer reaches an object that is gone.
class Asked {
public:
    Asked() = default;
    Asked(Asked&&) noexcept = default;
    Asked& operator=(Asked&& other) noexcept {
        forget();
        wanted_ = std::move(other.wanted_);
        return *this;
    }
    ~Asked() { forget(); }

    void forget() {
        if (wanted_) *wanted_ = false;
        wanted_.reset();
    }
    /// True until the answer was delivered or forgotten.
    bool is_open() const { return wanted_ && *wanted_; }

private:
    friend class Reading;
    explicit Asked(std::shared_ptr<std::atomic<bool>> wanted) : wanted_{std::move(wanted)} {}
    std::shared_ptr<std::atomic<bool>> wanted_;
};

/// Rows of a page must not wait behind a sort of a million files.
enum class Lane : std::uint8_t {
    rows,       ///< a few milliseconds: pages, one file's facts
    questions,  ///< up to seconds: sorted ids, time lines
    counts,     ///< up to seconds, and nobody waits for them: sums over all files, one after another
};

/// The reading threads of one case. Lives in the window's thread; every `answered` runs there.
class Reading : public QObject {
    Q_OBJECT
public:
    explicit Reading(std::filesystem::path case_db);
    ~Reading() override;

    /// How much the lanes of long questions have worked so far.
    struct Effort {
        bool at_work = false;  ///< or something waits
        std::chrono::nanoseconds worked{0};
    };
    Effort effort();

    template <class Answer>
    [[nodiscard]] Asked ask(Lane lane, std::function<Result<Answer>(CaseReader&)> question,
                            std::function<void(Result<Answer>)> answered) {
        auto wanted = std::make_shared<std::atomic<bool>>(true);
        put(lane, wanted,
            [this, wanted, question = std::move(question), answered = std::move(answered)](OpenReader& open) {
                auto answer = std::make_shared<Result<Answer>>(answer_of<Answer>(open, wanted, question));
                deliver([wanted, answer, answered] {
                    if (!*wanted) return;
                    *wanted = false;
                    answered(std::move(*answer));
                });
            });
        return Asked{std::move(wanted)};
    }

private:
    /// The connection of one thread, opened with its first question.
    struct OpenReader {
        const std::filesystem::path& case_db;
        std::unique_ptr<CaseReader> reader;
        Result<CaseReader*> get();
    };
    using Job = std::function<void(OpenReader&)>;
    struct Waiting {
        std::shared_ptr<std::atomic<bool>> wanted;
        Job job;
    };
    struct Queue {
        std::deque<Waiting> waiting;
        std::condition_variable more;
    };

    template <class Answer>
    Result<Answer> answer_of(OpenReader& open, const std::shared_ptr<std::atomic<bool>>& wanted,
                             const std::function<Result<Answer>(CaseReader&)>& question) {
        try {
            auto reader = open.get();
            if (!reader) return tl::unexpected{reader.error()};
            // A sort that another has replaced, or a case that is being closed, holds nobody up.
            (*reader)->give_up_when([this, wanted] { return ending_ || !*wanted; });
            return question(**reader);
        } catch (const std::exception& error) {  // a door: no exception leaves a thread
            return failure(Fault::system, error.what());
        }
    }
    void put(Lane lane, std::shared_ptr<std::atomic<bool>> wanted, Job job);
    void deliver(std::function<void()> answer);
    Q_INVOKABLE void hand_over();
    void serve(Lane lane);

    std::filesystem::path case_db_;
    std::mutex mutex_;
    std::atomic<bool> ending_ = false;
    Queue queues_[3];
    std::deque<std::function<void()>> answers_;  ///< one hand_over() each
    std::size_t long_ones_ = 0;                  ///< questions of the other lanes than rows, waiting or at work
    std::chrono::nanoseconds worked_{0};
    std::vector<std::thread> threads_;
};

}  // namespace sanad::gui

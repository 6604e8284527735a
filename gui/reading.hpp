#pragma once
// How the window reads a case without ever waiting for it: questions go to threads that each have a connection of their
// own, answers come back to the thread of the window.
#include <QObject>
#include <atomic>
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
    questions,  ///< up to seconds: sorted ids, counts, time lines
};

/// The reading threads of one case. Lives in the window's thread; every `answered` runs there.
class Reading : public QObject {
    Q_OBJECT
public:
    explicit Reading(std::filesystem::path case_db);
    ~Reading() override;

    template <class Answer>
    [[nodiscard]] Asked ask(Lane lane, std::function<Result<Answer>(CaseReader&)> question,
                            std::function<void(Result<Answer>)> answered) {
        auto wanted = std::make_shared<std::atomic<bool>>(true);
        put(lane, wanted,
            [this, wanted, question = std::move(question), answered = std::move(answered)](OpenReader& open) {
                auto answer = std::make_shared<Result<Answer>>(answer_of<Answer>(open, question));
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
    static Result<Answer> answer_of(OpenReader& open, const std::function<Result<Answer>(CaseReader&)>& question) {
        try {
            auto reader = open.get();
            if (!reader) return tl::unexpected{reader.error()};
            return question(**reader);
        } catch (const std::exception& error) {  // a door: no exception leaves a thread
            return failure(Fault::system, error.what());
        }
    }
    void put(Lane lane, std::shared_ptr<std::atomic<bool>> wanted, Job job);
    void deliver(std::function<void()> answer);
    void serve(Queue& queue);

    std::filesystem::path case_db_;
    std::mutex mutex_;
    bool ending_ = false;
    Queue queues_[2];
    std::vector<std::thread> threads_;
};

}  // namespace sanad::gui

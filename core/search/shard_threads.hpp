#pragma once
// Threads that make shards: of texts while they still come, so that none has to be read again, and of all else that is
// indexed. Which texts a shard holds is settled before they get here.
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "core/search/index_files.hpp"
#include "core/search/piece_packer.hpp"

namespace sanad {

class ShardThreads {
public:
    ShardThreads(IndexFiles files, unsigned threads);
    /// What is not whole is left to the next run.
    ~ShardThreads();

    /// A shard that one thread makes by itself, when those before it are given out.
    void make(const ShardPlan& plan, std::function<Result<void>()> work);

    /// A shard of texts: begun, its texts in their order, ended; then the next. `last` of the plan is told at the end.
    void begin(const ShardPlan& plan);
    /// Waits while too much lies in memory. False: a shard could not be made, and none will be.
    bool add(std::shared_ptr<const PieceGroup> texts);
    void end(std::int64_t last);

    /// Waits until all are made, or until `timeout`. True: all are.
    bool wait(std::chrono::milliseconds timeout);
    /// Shards that are whole by now, each told once; or why there is one that cannot be.
    Result<std::vector<ShardPlan>> made();

private:
    struct Job;
    void work();
    Result<void> make_of_texts(Job& job);

    const IndexFiles files_;
    const std::size_t most_waiting_;
    std::mutex mutex_;
    std::condition_variable come_, gone_;
    std::deque<std::shared_ptr<Job>> jobs_;  ///< no thread has taken them yet; guarded, as all that follows
    std::shared_ptr<Job> filled_;            ///< the shard that texts are given to
    std::size_t waiting_bytes_ = 0;
    std::size_t unfinished_ = 0;  ///< shards that were asked for
    std::vector<ShardPlan> made_;
    std::optional<Error> error_;
    bool over_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace sanad

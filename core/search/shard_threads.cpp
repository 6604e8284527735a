#include "core/search/shard_threads.hpp"

#include <fmt/format.h>

#include <exception>

#include "core/search/shard.hpp"

namespace sanad {
namespace {

/// Of texts that wait for their words to be taken, for each thread: half a shard. A shard's texts come faster than one
/// thread takes them, so that the next is begun while this one is still being made.
constexpr std::size_t waiting_for_each = std::size_t{16} << 20;

}  // namespace

struct ShardThreads::Job {
    ShardPlan plan;
    std::function<Result<void>()> work;  ///< none: of `texts`
    std::deque<std::shared_ptr<const PieceGroup>> texts;
    bool ended = false;
};

ShardThreads::ShardThreads(IndexFiles files, unsigned threads)
    : files_{std::move(files)}, most_waiting_{threads * waiting_for_each} {
    for (unsigned i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

ShardThreads::~ShardThreads() {
    {
        const std::lock_guard lock{mutex_};
        over_ = true;
    }
    come_.notify_all();
    for (std::thread& thread : threads_) thread.join();
}

void ShardThreads::make(const ShardPlan& plan, std::function<Result<void>()> work) {
    {
        const std::lock_guard lock{mutex_};
        jobs_.push_back(std::make_shared<Job>(Job{plan, std::move(work), {}, true}));
        ++unfinished_;
    }
    come_.notify_all();
}

void ShardThreads::begin(const ShardPlan& plan) {
    {
        const std::lock_guard lock{mutex_};
        filled_ = std::make_shared<Job>(Job{plan, {}, {}, false});
        jobs_.push_back(filled_);
        ++unfinished_;
    }
    come_.notify_all();
}

bool ShardThreads::add(std::shared_ptr<const PieceGroup> texts) {
    {
        std::unique_lock lock{mutex_};
        gone_.wait(lock, [this] { return error_ || waiting_bytes_ < most_waiting_; });
        if (error_) return false;
        waiting_bytes_ += texts->texts.size();
        filled_->texts.push_back(std::move(texts));
    }
    come_.notify_all();
    return true;
}

void ShardThreads::end(std::int64_t last) {
    {
        const std::lock_guard lock{mutex_};
        filled_->plan.last = last;
        filled_->ended = true;
        filled_.reset();
    }
    come_.notify_all();
}

bool ShardThreads::wait(std::chrono::milliseconds timeout) {
    std::unique_lock lock{mutex_};
    return gone_.wait_for(lock, timeout, [this] { return error_ || unfinished_ == 0; });
}

Result<std::vector<ShardPlan>> ShardThreads::made() {
    const std::lock_guard lock{mutex_};
    if (error_) return tl::unexpected{*error_};
    return std::exchange(made_, {});
}

void ShardThreads::work() {
    std::unique_lock lock{mutex_};
    for (;;) {
        come_.wait(lock, [this] { return over_ || error_ || !jobs_.empty(); });
        if (over_ || error_) return;
        const std::shared_ptr<Job> job = std::move(jobs_.front());
        jobs_.pop_front();
        lock.unlock();
        // Nothing may leave a thread: what was thrown is the end of the run.
        Result<void> done = failure(Fault::system, "");
        try {
            done = job->work ? job->work() : make_of_texts(*job);
        } catch (const std::exception& thrown) {
            done = failure(Fault::system, fmt::format("making the index: {}", thrown.what()));
        }
        lock.lock();
        --unfinished_;
        if (!done && !error_ && !over_) error_ = done.error();
        if (done) made_.push_back(job->plan);
        gone_.notify_all();
        if (error_) come_.notify_all();
    }
}

Result<void> ShardThreads::make_of_texts(Job& job) {
    ShardWriter shard =
        TRY(ShardWriter::create(files_.shard(job.plan.image, job.plan.kind, job.plan.number), job.plan.kind));
    for (;;) {
        std::shared_ptr<const PieceGroup> group;
        {
            std::unique_lock lock{mutex_};
            come_.wait(lock, [&] { return over_ || error_ || job.ended || !job.texts.empty(); });
            if (over_ || error_) return failure(Fault::system, "the index was given up");
            if (job.texts.empty()) break;
            group = std::move(job.texts.front());
            job.texts.pop_front();
            waiting_bytes_ -= group->texts.size();
        }
        gone_.notify_all();
        std::string_view rest = group->texts;
        for (std::size_t i = 0; i < group->sizes.size(); ++i) {
            TRY(shard.add(group->pieces[i].number, rest.substr(0, group->sizes[i])));
            rest.remove_prefix(group->sizes[i]);
        }
    }
    return shard.finish();
}

}  // namespace sanad

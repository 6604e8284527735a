#pragma once
// The pages of a long list that were looked at last, and those on their way. Scrolling over a million rows asks for far
// more pages than anybody will see: only the newest few requests stay, the others are forgotten and asked again if
// their rows come into view once more.
#include <algorithm>
#include <deque>
#include <functional>
#include <list>
#include <unordered_map>
#include <utility>
#include <vector>

#include "gui/reading.hpp"

namespace sanad::gui {

template <class Row>
class PageCache {
public:
    static constexpr std::size_t page_size = 256;
    static constexpr std::size_t pages_kept = 64;
    static constexpr std::size_t requests_kept = 6;

    /// Asks for the rows first … first + count - 1; `arrived` is called with them, in order.
    using Fetch =
        std::function<Asked(std::size_t first, std::size_t count, std::function<void(std::vector<Row>)> arrived)>;
    /// Rows first … last are there now.
    using Arrived = std::function<void(std::size_t first, std::size_t last)>;

    PageCache(Fetch fetch, Arrived arrived) : fetch_{std::move(fetch)}, arrived_{std::move(arrived)} {}

    void reset(std::size_t rows) {
        requests_.clear();
        pages_.clear();
        recent_.clear();
        rows_ = rows;
    }
    /// As reset(), but what is there goes on being shown until its page has come anew.
    void refresh(std::size_t rows) {
        requests_.clear();
        for (auto& [number, page] : pages_) page.stale = true;
        rows_ = rows;
    }

    /// Null while it is on its way; asks for it then.
    const Row* row(std::size_t at) {
        if (at >= rows_) return nullptr;
        const std::size_t number = at / page_size;
        const auto found = pages_.find(number);
        if (found == pages_.end() || found->second.stale) request(number);
        if (found == pages_.end()) return nullptr;
        recent_.splice(recent_.begin(), recent_, found->second.place);
        const std::size_t within = at % page_size;
        return within < found->second.rows.size() ? &found->second.rows[within] : nullptr;
    }
    /// Without asking for it.
    const Row* known(std::size_t at) const {
        const auto found = pages_.find(at / page_size);
        if (found == pages_.end() || at % page_size >= found->second.rows.size()) return nullptr;
        return &found->second.rows[at % page_size];
    }

private:
    struct Page {
        std::vector<Row> rows;
        std::list<std::size_t>::iterator place;
        bool stale = false;
    };

    void request(std::size_t number) {
        for (const auto& [asked, handle] : requests_)
            if (asked == number && handle.is_open()) return;
        const std::size_t first = number * page_size;
        const std::size_t count = std::min(page_size, rows_ - first);
        while (requests_.size() >= requests_kept) requests_.pop_front();
        requests_.emplace_back(
            number, fetch_(first, count, [this, number](std::vector<Row> rows) { keep(number, std::move(rows)); }));
    }

    void keep(std::size_t number, std::vector<Row> rows) {
        const auto found = pages_.find(number);
        if (found != pages_.end()) {
            found->second.rows = std::move(rows);
            found->second.stale = false;
        } else {
            while (pages_.size() >= pages_kept) {
                pages_.erase(recent_.back());
                recent_.pop_back();
            }
            recent_.push_front(number);
            pages_.emplace(number, Page{std::move(rows), recent_.begin(), false});
        }
        const std::size_t first = number * page_size;
        arrived_(first, std::min(first + page_size, rows_) - 1);
    }

    Fetch fetch_;
    Arrived arrived_;
    std::size_t rows_ = 0;
    std::unordered_map<std::size_t, Page> pages_;
    std::list<std::size_t> recent_;  ///< page numbers, the latest looked at first
    std::deque<std::pair<std::size_t, Asked>> requests_;
};

}  // namespace sanad::gui

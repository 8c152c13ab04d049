// How many interactions there are in each month. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dataset/timeline.h"

#include <algorithm>
#include <chrono>
#include <cstdio>

namespace wb {

std::vector<MonthCount> interactions_by_month(const RawTable& table) {
    using namespace std::chrono;
    constexpr double k_seconds_a_day = 86400, k_1990 = 631152000, k_2100 = 4102444800;
    if (!table.has_time) return {};
    std::vector<std::int64_t> days(static_cast<std::size_t>(k_2100 / k_seconds_a_day));
    double last = 0;
    for (const RawRow& row : table.rows) {
        if (row.time < 0 || row.time >= k_2100) return {};
        last = std::max(last, row.time);
        ++days[static_cast<std::size_t>(row.time / k_seconds_a_day)];
    }
    std::vector<MonthCount> months;
    if (last < k_1990) return months;  // positions in a sequence, not times
    for (std::size_t day = 0; day < days.size(); ++day) {
        if (days[day] == 0) continue;
        const year_month_day date{sys_days{std::chrono::days{day}}};
        char name[16];
        std::snprintf(name, sizeof name, "%04d-%02u", static_cast<int>(date.year()),
                      static_cast<unsigned>(date.month()));
        if (months.empty() || months.back().name != name) months.push_back({name, 0});
        months.back().count += days[day];
    }
    return months;
}

}  // namespace wb

// One series of a run as plots and tables read it. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <algorithm>
#include <cmath>
#include <memory>
#include <vector>

/// Steps are strictly increasing. Points are only appended, or the tail is replaced by a newer attempt; then
/// `generation` changes, and readers that had copied points read all of them again.
struct SeriesData {
    std::vector<double> step, epoch, wall, value;
    int attempt = 0, generation = 0;
    int notNumbers = 0;
    QString referenceLabel;  ///< empty = no reference line
    double referenceValue = 0;

    std::size_t size() const { return step.size(); }
    void add(int fromAttempt, double atStep, double atEpoch, double atWall, double newValue) {
        if (!step.empty() && atStep <= step.back()) {
            if (fromAttempt <= attempt && atStep < step.back()) return;
            cutFrom(atStep);
        }
        attempt = std::max(attempt, fromAttempt);
        step.push_back(atStep);
        epoch.push_back(atEpoch);
        wall.push_back(atWall);
        value.push_back(newValue);
        if (!std::isfinite(newValue)) ++notNumbers;
    }

  private:
    void cutFrom(double atStep) {
        const auto keep = static_cast<std::size_t>(std::lower_bound(step.begin(), step.end(), atStep) - step.begin());
        for (std::size_t i = keep; i < value.size(); ++i) notNumbers -= std::isfinite(value[i]) ? 0 : 1;
        for (auto* list : {&step, &epoch, &wall, &value}) list->resize(keep);
        ++generation;
    }
};

using SeriesPointer = std::shared_ptr<SeriesData>;

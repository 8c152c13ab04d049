// What SeriesPlot keeps of QCustomPlot; included by its sources alone. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <qcustomplot.h>

#include <limits>

#include "plot/series_plot.h"

namespace plotparts {

inline constexpr double infinity = std::numeric_limits<double>::infinity();
inline const QString smoothLayer = QStringLiteral("smooth");

}  // namespace plotparts

struct SeriesPlot::Shown {
    PlotCurve source;
    QCPGraph* raw = nullptr;
    QCPGraph* smooth = nullptr;  ///< null when the curve is not smoothed
    std::size_t taken = 0;
    int generation = 0;
    double lowest = plotparts::infinity, highest = -plotparts::infinity, lowestPositive = plotparts::infinity,
           lastKey = -plotparts::infinity, firstKey = plotparts::infinity;
    double average = 0, weight = 0;
};

struct SeriesPlot::Items {
    QCPItemStraightLine* line = nullptr;
    QCPItemText* label = nullptr;
    QCPItemTracer* tracer = nullptr;
    QString labelText;
    double value = 0;
};

// The report of an import as it is stored with a prepared dataset. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>
#include <cstdint>
#include <string>
#include <vector>

#include "dataset/importer.h"

/// What the Data page shows of meta.json's "report". Folders of older versions lack some parts: those stay empty.
struct StoredReport {
    struct Finding {
        enum class Severity { good, notice, warning };
        Severity severity = Severity::notice;
        QString code;  ///< an identifier, not translated
        QString text, advice;
        QStringList examples;
    };
    struct Month {
        QString month;  ///< "2014-07"
        std::int64_t count = 0;
    };
    QString format;
    std::int64_t linesRead = 0, linesRefused = 0, duplicatePairs = 0, tiedInteractions = 0, usersTiedAtSplit = 0;
    std::vector<wb::RefusedLine> firstRefused;
    std::vector<wb::StepCount> steps;
    std::vector<Month> timeline;
    std::vector<Finding> findings;
    QList<std::pair<QString, QString>> digests;  ///< file name, SHA-256
    QStringList notes;
};

/// Text that is no JSON object gives an empty report: the dataset itself is whole without it.
StoredReport readStoredReport(const std::string& json);

// A worker made of a shell script, for tests of its clients.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFile>
#include <QString>
#include <QTemporaryDir>

#include "experiment/events.h"

/// Lives in a folder of its own. `lines(...)` makes a file that the script may `cat`.
class FakeWorker {
  public:
    explicit FakeWorker(const QString& script) { setScript(script); }
    void setScript(const QString& script) {
        QFile file(program());
        if (!file.open(QIODevice::WriteOnly)) qFatal("no place for the fake worker");
        file.write("#!/bin/sh\n# $1 = run, $2 = id\ncd \"$(dirname \"$0\")\"\n");
        file.write(script.toUtf8());
        file.close();
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    }
    QString program() const { return m_folder.filePath(QStringLiteral("worker")); }
    QString folder() const { return m_folder.path(); }
    void lines(const QString& name, const std::vector<wb::Event>& events) const {
        QFile file(m_folder.filePath(name));
        if (!file.open(QIODevice::WriteOnly)) qFatal("no place for the events");
        for (const auto& event : events) file.write(QByteArray::fromStdString(wb::event_to_json(event)) + '\n');
    }

  private:
    QTemporaryDir m_folder;
};

inline wb::Event eventOf(qint64 run, qint64 sequence, wb::EventBody body, int attempt = 1) {
    return {run, attempt, sequence, std::move(body)};
}
inline wb::Event scalarOf(qint64 run, qint64 step, double value, const std::string& series = "stage1/loss",
                          int attempt = 1) {
    return eventOf(
        run, step,
        wb::ScalarEvent{series, step, static_cast<double>(step) / 10, 0.1 * static_cast<double>(step), value},
        attempt);
}

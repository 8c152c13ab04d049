// `rerank` as a process, and the folder that a test of it works in.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include "experiment/store.h"
#include "experiment/workspace.h"

namespace cli {

constexpr int patience_ms = 120000;

struct Outcome {
    int code = -1;
    QByteArray out, err;
    QJsonObject json() const { return QJsonDocument::fromJson(out).object(); }
};

inline QProcessEnvironment environment(const QString& behaviour) {
    QProcessEnvironment env = QProcessEnvironment::systemEnvironment();
    env.remove(QStringLiteral("DISPLAY"));
    env.remove(QStringLiteral("WB_WORKSPACE"));
    env.insert(QStringLiteral("WB_WORKER"), QCoreApplication::applicationFilePath());
    env.insert(QStringLiteral("WB_FAKE_WORKER"), behaviour);
    return env;
}

inline QString program() {
    return QStringLiteral(WB_BINARY_DIR "/bin/rerank");
}

inline Outcome rerank(const QStringList& arguments, const QString& behaviour = QStringLiteral("good"),
                      const QByteArray& input = {}) {
    QProcess process;
    process.setProcessEnvironment(environment(behaviour));
    process.start(program(), arguments);
    if (!input.isEmpty()) process.write(input);
    process.closeWriteChannel();
    Outcome outcome;
    if (!process.waitForFinished(patience_ms)) process.kill();
    outcome.code = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
    outcome.out = process.readAllStandardOutput();
    outcome.err = process.readAllStandardError();
    return outcome;
}

inline void write_file(const QString& path, const QByteArray& bytes) {
    QFile file(path);
    QVERIFY2(file.open(QIODevice::WriteOnly), qPrintable(path));
    file.write(bytes);
}

/// A temporary folder with workspaces.
class Sandbox {
  public:
    QString freshWorkspace() { return m_folder.filePath(QStringLiteral("ws%1").arg(++m_count)); }
    QString path(const QString& name) const { return m_folder.filePath(name); }
    QString folder() const { return m_folder.path(); }
    bool isValid() const { return m_folder.isValid(); }

  private:
    QTemporaryDir m_folder;
    int m_count = 0;
};

inline wb::Workspace workspace(const QString& root) {
    return wb::Workspace{root.toStdString()};
}

inline QStringList train(const QString& ws) {
    return {QStringLiteral("train-retrieval"), QStringLiteral("--dataset-code"), QStringLiteral("sample"),
            QStringLiteral("--workspace"), ws};
}

}  // namespace cli

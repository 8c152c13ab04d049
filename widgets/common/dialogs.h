// Every question to the person goes through this interface, so that tests can answer. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>
#include <QStringList>
#include <optional>
#include <utility>

class QWidget;

class Dialogs {
  public:
    virtual ~Dialogs() = default;
    /// Buttons from left to right; returns the index of the one chosen, -1 when the dialog was closed.
    virtual int ask(QWidget* parent, const QString& title, const QString& text, const QStringList& buttons) = 0;
    virtual void inform(QWidget* parent, const QString& title, const QString& text) = 0;
    /// Nothing when cancelled.
    virtual std::optional<QString> askText(QWidget* parent, const QString& title, const QString& label,
                                           const QString& initial = {}) = 0;
    /// Empty when cancelled. `filter` as for QFileDialog: "Tables (*.csv)".
    virtual QString pickFile(QWidget* parent, const QString& title, const QString& filter = {}) = 0;
    virtual QStringList pickFiles(QWidget* parent, const QString& title, const QString& filter = {}) = 0;
    virtual QString pickFolder(QWidget* parent, const QString& title) = 0;
    virtual QString pickSaveFile(QWidget* parent, const QString& title, const QString& suggested,
                                 const QString& filter = {}) = 0;
};

/// The real ones. The last folder is remembered while the program runs.
class SystemDialogs : public Dialogs {
  public:
    int ask(QWidget* parent, const QString& title, const QString& text, const QStringList& buttons) override;
    void inform(QWidget* parent, const QString& title, const QString& text) override;
    std::optional<QString> askText(QWidget* parent, const QString& title, const QString& label,
                                   const QString& initial) override;
    QString pickFile(QWidget* parent, const QString& title, const QString& filter) override;
    QStringList pickFiles(QWidget* parent, const QString& title, const QString& filter) override;
    QString pickFolder(QWidget* parent, const QString& title) override;
    QString pickSaveFile(QWidget* parent, const QString& title, const QString& suggested,
                         const QString& filter) override;

  private:
    QString m_folder;
};

/// For tests: answers are taken from the lists in order; an empty list means "cancelled". `asked` keeps the texts.
class ScriptedDialogs : public Dialogs {
  public:
    QList<int> choices;
    QStringList texts, paths;
    QStringList asked;

    int ask(QWidget*, const QString&, const QString& text, const QStringList&) override {
        asked << text;
        return choices.isEmpty() ? -1 : choices.takeFirst();
    }
    void inform(QWidget*, const QString&, const QString& text) override { asked << text; }
    std::optional<QString> askText(QWidget*, const QString&, const QString& label, const QString&) override {
        asked << label;
        if (texts.isEmpty()) return std::nullopt;
        return texts.takeFirst();
    }
    QString pickFile(QWidget*, const QString& title, const QString&) override { return next(title); }
    QStringList pickFiles(QWidget*, const QString& title, const QString&) override {
        asked << title;
        return std::exchange(paths, {});
    }
    QString pickFolder(QWidget*, const QString& title) override { return next(title); }
    QString pickSaveFile(QWidget*, const QString& title, const QString&, const QString&) override {
        return next(title);
    }

  private:
    QString next(const QString& title) {
        asked << title;
        return paths.isEmpty() ? QString() : paths.takeFirst();
    }
};

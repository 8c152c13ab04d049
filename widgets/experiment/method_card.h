// The choice of one stage's method, its preset and its parameters. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <optional>
#include <string>

#include "common/card.h"
#include "dataset/prepared.h"
#include "experiment/method.h"
#include "form/param_field.h"

class ParamForm;
class QComboBox;
class QLabel;

class MethodCard : public Card {
    Q_OBJECT
  public:
    MethodCard(const wb::Registry& registry, wb::Stage stage, QWidget* parent = nullptr);

    std::string method() const;
    std::string preset() const;
    std::map<std::string, std::string> values() const;  ///< explicit ones, by key
    void setChoice(const std::string& method, const std::string& preset,
                   const std::map<std::string, std::string>& values);
    /// Methods that cannot work on this data stay in the list, disabled, with the reason. Nothing = not known yet.
    void setData(const std::optional<wb::PreparedInfo>& info);
    /// Why the chosen method cannot work on the data; empty = it can.
    QString reasonAgainst() const;
    /// Only whose lists are meant is asked: the method, and `choice` in the place of everything else. Null = all.
    void setListsChoice(QWidget* choice);
    /// Fills the menu beside the field of a method that uses a language model.
    void setModelOffers(std::function<QList<ParamOffer>()> offers);
    int showProblems(const std::vector<wb::Problem>& problems);
    bool focusField(const QString& key);
    ParamForm* form() const { return m_form; }

  Q_SIGNALS:
    void edited();

  protected:
    void changeEvent(QEvent* event) override;

  private:
    void showParts();
    void methodChosen();
    void offerModels();
    void presetChosen();
    QString reason(const wb::MethodSpec& spec) const;
    void applyColours();

    const wb::Registry& m_registry;
    const wb::Stage m_stage;
    QWidget* m_lists = nullptr;
    QComboBox *m_method, *m_preset;
    QLabel *m_doc, *m_presetLabel, *m_presetDoc, *m_problem;
    ParamForm* m_form;
    std::optional<wb::PreparedInfo> m_data;
    std::function<QList<ParamOffer>()> m_models;
    bool m_quiet = false;
};

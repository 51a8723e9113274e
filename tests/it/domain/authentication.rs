use vestibule::domain::account::authentication::{Level, Methods};

fn words(methods: Methods) -> Vec<&'static str> {
    methods.words().collect()
}

#[test]
fn two_different_ways_are_worth_more_than_one_way_twice() {
    let password = Methods::PASSWORD;
    assert_eq!(words(password), ["pwd"]);
    assert_eq!(password.level(), Level::One);
    let twice = password.and(Methods::PASSWORD);
    assert_eq!((words(twice), twice.level()), (vec!["pwd"], Level::One));
    let code_twice = Methods::CODE.and(Methods::CODE);
    assert_eq!(words(code_twice), ["otp"]);
    for both in [password.and(Methods::CODE), Methods::CODE.and(password)] {
        assert_eq!(words(both), ["mfa", "otp", "pwd"]);
        assert_eq!(both.level(), Level::Two);
        assert_eq!(both.and(password), both, "a level once reached stays");
    }
}

#[test]
fn methods_are_read_back_as_they_were_written_and_nothing_else_is_read() {
    for methods in [Methods::PASSWORD, Methods::PASSWORD.and(Methods::CODE)] {
        assert_eq!(Methods::of_words(methods.words()), Some(methods));
    }
    for bad in ["", "fido", "pwd fido"] {
        let read = Methods::of_words(bad.split_whitespace());
        assert_eq!(read, None, "{bad:?}");
    }
}
